import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Starts a thread that runs a file, with what it is told as its `workerData`. It uses the compiled code that this process keeps. */
export function startThread(file: URL, told: object, options: Omit<WorkerOptions, 'workerData'> = {}): Worker {
  const kept = getCompileCacheDir()
  // Node adds a directory of its own version to the one that it is given.
  const workerData = { ...told, file: file.href, compileCache: kept && dirname(kept) }
  return new Worker(new URL('./thread.mjs', import.meta.url), { ...options, workerData })
}
