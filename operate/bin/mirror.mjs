#!/usr/bin/env node
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { adviceForNode } from '../../shared/config/node-version.cjs'

// What `npx mirror` runs. An older Node cannot read mirror.ts, and would say no more than that.
const advice = adviceForNode()
if (advice === undefined) {
  // Compiled code is kept beside what it is compiled from, where nobody else can write.
  module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url)))
  const { main } = await import('../mirror.ts')
  process.exitCode = await main(process.argv.slice(2))
} else {
  console.error(advice)
  process.exitCode = 1
}
