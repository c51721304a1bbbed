import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { adviceForNode } from '../shared/config/node-version.cjs'

// What `npm start` runs. An older Node cannot read start.ts, and would say no more than that.
const advice = adviceForNode()
if (advice === undefined) {
  // Compiled code is kept beside what it is compiled from, where nobody else can write: a start takes less time, and 40 MB less.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)))
  await import('./start.ts')
} else {
  console.error(advice)
  process.exitCode = 1
}
