import { parseEntry } from '../../../shared/ledger/entry-schema.ts'
import { judge } from '../oracle.ts'
import { BUCKET, type World } from '../world.ts'
import { type Happening, put, type Scenario } from './scenario.ts'

export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
/** Longer than any healthy file takes, and shorter than any pause for a trouble. */
export const PROMPT_MS = 15 * SECOND_MS

/** Happenings at their times, in milliseconds from the beginning. */
export function timeline(happenings: readonly (readonly [number, Happening])[]): Scenario['steps'] {
  const sorted = happenings.toSorted(([a], [b]) => a - b)
  return sorted.map(([atMs, happening], index) => [atMs - (sorted[index - 1]?.[0] ?? 0), happening] as const)
}

/** Breaks a promise where anything differs. */
export function expectEqual(when: string): (world: World) => void {
  return (world) => {
    const { divergent, lost, extra } = judge(world)
    for (const text of [...divergent, ...lost, ...extra]) world.violations.push(`${when}: ${text}`)
  }
}

/** Breaks a promise where the key has no such asset. */
export function expectMirrored(key: string, content: string): (world: World) => void {
  return (world) => {
    const isThere = [...world.media.assets.values()].some(({ bytes }) => bytes.name === content)
    if (!isThere) world.violations.push(`${key} is not mirrored after ${PROMPT_MS / SECOND_MS} s`)
  }
}

/** How often each key has failed by its entry. */
function failuresOf(world: World): readonly number[] {
  return world.table.partition(BUCKET).flatMap(({ body }) => parseEntry(body).failures?.count ?? [])
}

/** Breaks a promise where more failures are counted than these. */
export function expectFailures(most: number): (world: World) => void {
  return (world) => {
    const sum = failuresOf(world).reduce((total, count) => total + count, 0)
    if (sum > most) world.violations.push(`${sum} failures are counted for keys, expected at most ${most}`)
  }
}

/** Tries after 1, 2, 4, ... 64 seconds, and none more. */
export function expectTries(world: World): void {
  expectFailures(8)(world)
  if (world.deadLetters.messages.size > 0) world.violations.push('all tries are used up within minutes')
}

/** Objects, one after the other, with contents of that name. */
export const objects = (count: number, name: string, everyMs: number) =>
  Array.from({ length: count }, (_, index) => {
    return [index * everyMs, put(`${name}/${index}.jpg`, `${name}${index}`)] as const
  })

/** Healthy files, each of which is to be there soon. */
export const healthy = objects(60, 'healthy', 5 * SECOND_MS).flatMap(([atMs, request], index) => [
  [atMs, request] as const,
  [atMs + PROMPT_MS, expectMirrored(`healthy/${index}.jpg`, `healthy${index}`)] as const,
])
