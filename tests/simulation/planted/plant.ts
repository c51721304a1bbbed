import { registerHooks } from 'node:module'
import type { Defect } from './defect.ts'

const PROJECT = new URL('../../../', import.meta.url)
const DEFECTS = new URL('./defects.ts', import.meta.url).href

/** From now on, loads the code with the defect in it: whatever imports the seam gets the replacement. */
export function plant({ name, module, seam }: Defect): void {
  const url = new URL(module, PROJECT).href
  const original = JSON.stringify(`${url}?original`)
  const source = `
    import * as original from ${original}
    import { DEFECTS } from ${JSON.stringify(DEFECTS)}
    export * from ${original}
    const { replace } = DEFECTS.find(({ name }) => name === ${JSON.stringify(name)})
    export const ${seam} = replace(original.${seam}, original)
  `
  registerHooks({
    load: (loaded, context, next) =>
      loaded === url ? { format: 'module', source, shortCircuit: true } : next(loaded, context),
  })
}
