import { adviceForNode } from '../shared/config/node-version.cjs'

// What `npm start` runs. An older Node cannot read start.ts, and would say no more than that.
const advice = adviceForNode()
if (advice === undefined) {
  await import('./start.ts')
} else {
  console.error(advice)
  process.exitCode = 1
}
