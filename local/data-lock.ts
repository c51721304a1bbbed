import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { LOCK } from './data-folder.ts'

/** Another local stack has its data in the folder. */
export class FolderTakenError extends Error {
  override readonly name = 'FolderTakenError'
}

const pidSchema = z
  .string()
  .regex(/^[1-9]\d*$/)
  .transform(Number)
const descriptionSchema = z.object({ pid: z.number() })

/**
 * Takes the folder for this process, before anything in it is touched; throws a FolderTakenError where another one that runs has it. What
 * a process has left that was killed is taken over. Stopping it lets the folder go, and takes the description of this stack away.
 */
export function lockDataFolder(directory: string): { stop(): Promise<void> } {
  const file = join(directory, LOCK)
  if (!write(file)) {
    const pid = pidOf(file)
    if (pid !== undefined && isRunning(pid)) {
      const advice =
        'Stop it, or choose another folder: LOCAL_DATA=.local-2 npm start. If that process is none, remove the file.'
      throw new FolderTakenError(`${directory} is used by a local stack that runs, process ${pid} (${file}). ${advice}`)
    }
    rmSync(file, { force: true })
    if (!write(file)) throw new FolderTakenError(`${directory} was taken by another local stack just now.`)
  }
  const release = () => {
    process.off('exit', release)
    const description = join(directory, 'stack.json')
    if (describes(description, process.pid)) rmSync(description, { force: true })
    rmSync(file, { force: true })
  }
  // A second Ctrl-C does not wait for the end.
  process.on('exit', release)
  return { stop: async () => release() }
}

/** Makes the file, unless there is one. */
function write(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw thrown
  }
}

function pidOf(file: string): number | undefined {
  return pidSchema.safeParse(read(file)?.trim()).data
}

function describes(file: string, pid: number): boolean {
  try {
    return descriptionSchema.safeParse(JSON.parse(read(file) ?? '')).data?.pid === pid
  } catch {
    return false
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // Someone else's process runs, too.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
