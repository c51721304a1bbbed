import { execFileSync } from 'node:child_process'
import { z } from 'zod'
import { functionEnvironment } from '../tests/deploy/function-environment.ts'

const PROGRAM = `
  const usage = process.cpuUsage(), startMs = performance.now(), before = process.memoryUsage.rss()
  require(process.argv[1])
  const wallMs = performance.now() - startMs, { user, system } = process.cpuUsage(usage)
  process.stdout.write(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, memoryMb: (process.memoryUsage.rss() - before) / 1e6 }))
  process.exit()`

const schema = z.object({ wallMs: z.number(), cpuMs: z.number(), memoryMb: z.number() })

/** Loads a file in a process of its own that has loaded nothing else, and says what that took. */
export function run(file: string): z.infer<typeof schema> {
  const said = execFileSync(process.execPath, ['-e', PROGRAM, file], {
    env: functionEnvironment,
  })
  return schema.parse(JSON.parse(said.toString().trim().split('\n').at(-1) ?? ''))
}
