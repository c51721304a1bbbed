import { parseEntry } from '../../shared/ledger/entry-schema.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { BUCKET, type World } from './world.ts'

/** What is wrong with a key, and is not found by the index of troubled keys; and what is found there, and is well. */
export function untold(world: World): readonly string[] {
  return world.table.partition(BUCKET).flatMap(({ sort: key, body, trouble, due }) => {
    const kind = entryOf(body, key)
    // Nobody but its own worker reads a row that is damaged or newer.
    if (kind === undefined) return []
    const told = trouble?.slice(BUCKET.length + 1) ?? 'well'
    if (told !== kind) return [`${key} is ${kind}, and told of as ${told}`]
    return kind === 'well' || /^\d{4}-\S+Z \S+$/.test(due ?? '') ? [] : [`${key} is ${kind}, due ${due}`]
  })
}

function entryOf(body: Readonly<Record<string, unknown>>, key: string): string | undefined {
  try {
    return kindOf(parseEntry(body, key))
  } catch {
    return undefined
  }
}

function kindOf({ deletion, orphans = [], failures, refused, unended }: Entry): string {
  const kept = [deletion, ...orphans.map((orphan) => orphan.deletion)]
  if (kept.some((one) => one?.state === 'withheld')) return 'withheld'
  if (failures) return 'retrying'
  return refused || unended?.refused || orphans.some((orphan) => orphan.refused) ? 'refused' : 'well'
}
