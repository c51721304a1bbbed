import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Planted } from './planted.ts'

const PROJECT = new URL('../../', import.meta.url)

/** From now on, loads the code with the defect in it. The defect's passage must be there exactly once. */
export function plant({ name, file, find, replace }: Planted): void {
  const url = new URL(file, PROJECT).href
  registerHooks({
    load(loaded, context, next) {
      const result = next(loaded, context)
      if (loaded !== url) return result
      const source = String(result.source)
      if (source.split(find).length !== 2) {
        throw new Error(
          `planted defect "${name}": expected its passage once in ${fileURLToPath(url)}; mend tests/simulation/planted.ts`,
        )
      }
      return { ...result, source: source.replace(find, () => replace) }
    },
  })
}
