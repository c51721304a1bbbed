import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const SAMPLE_MS = 100
const run = promisify(execFile)

interface Process {
  readonly pid: number
  readonly parent: number
  readonly bytes: number
  readonly name: string
}

/** Resident bytes by what a process is called. */
export type Resident = ReadonlyMap<string, number>

async function processes(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='])
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, kilobytes, name = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), bytes: Number(kilobytes) * 1024, name }]
  })
}

function nameOf({ name }: Process): string {
  return name.replace(/\S*\//g, '').slice(0, 40)
}

/** What a process and all that it has started have in memory now. */
export async function residentOf(root: number): Promise<Resident> {
  const all = await processes()
  const tree = new Set([root])
  // Parents are older, but process numbers may have begun again.
  for (let before = 0; before !== tree.size; ) {
    before = tree.size
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid)
  }
  const found = new Map<string, number>()
  for (const one of all.filter(({ pid }) => tree.has(pid)))
    found.set(nameOf(one), (found.get(nameOf(one)) ?? 0) + one.bytes)
  return found
}

/** The most that each process has in memory while something is done. */
export async function peakDuring(root: number, act: () => Promise<unknown>): Promise<Resident> {
  const peaks = new Map<string, number>()
  let isOver = false
  const acting = act().finally(() => {
    isOver = true
  })
  acting.catch(() => undefined)
  while (!isOver) {
    for (const [name, bytes] of await residentOf(root)) peaks.set(name, Math.max(peaks.get(name) ?? 0, bytes))
    await Promise.race([sleep(SAMPLE_MS), acting.catch(() => undefined)])
  }
  await acting
  return peaks
}
