import { enableCompileCache } from 'node:module'
import { workerData } from 'node:worker_threads'

// What startThread runs. Threads do not inherit where compiled code is kept: without it each would load the compiler of TypeScript.
const { file, compileCache } = workerData
if (compileCache !== undefined) enableCompileCache(compileCache)
await import(file)
