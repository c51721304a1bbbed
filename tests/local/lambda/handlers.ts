import { existsSync } from 'node:fs'
import { setInterval } from 'node:timers'
import { setTimeout } from 'node:timers/promises'

/** What functions may do. */
export const handler = async (
  event: { readonly act: string; readonly file?: string },
  context: object,
): Promise<unknown> => {
  switch (event.act) {
    case 'context':
      return { ...context }
    case 'bigint':
      return { count: 1n }
    case 'large':
      return 'x'.repeat(6 * 2 ** 20)
    case 'throws later': {
      const { file = '' } = event
      setInterval(() => {
        if (existsSync(file)) throw new Error('too late')
      }, 10)
      return 'answered'
    }
    case 'slow':
      await setTimeout(200)
      return 'done'
    default:
      return { at: new Date(0), nothing: undefined }
  }
}
