import type { Stage } from './stage.ts'

/** Hands over a way to open a stage, which is opened once and where it is asked for, and closes it in the end. */
export async function withStage<Value>(
  open: () => Promise<Stage>,
  use: (stage: () => Promise<Stage>) => Promise<Value>,
): Promise<Value> {
  let opening: Promise<Stage> | undefined
  const stage = () => {
    opening ??= open()
    return opening
  }
  try {
    return await use(stage)
  } finally {
    const opened = await opening?.catch(() => undefined)
    opened?.close()
  }
}
