import { nextStep } from '../../../operate/status/next-step.ts'
import type { GuardState } from '../../../shared/guard/admission.ts'
import { type Entry, emptyEntry } from '../../../shared/model/entry.ts'
import type { Observation } from '../../../shared/model/observation.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import { applied, desired, observed } from '../../rules/fixtures.ts'

export const key = 'shoot/a.jpg'
export const NOW = 1_000_000
export const rules = new Rules()
export const absent: Observation = { state: 'absent' }
export const address = { resourceType: 'image', type: 'upload', publicId: 'shoot/a' } as const

/** What is recorded of a key that is equal, but for a change. */
export function entry(change: Partial<Entry> = {}): Entry {
  return {
    ...emptyEntry(key),
    applied: applied(desired(key), observed()),
    ...change,
  }
}

export const attempt = { token: 't', operation: 'upload', address, deadlineMs: NOW + 5000 } as const
export const open: GuardState = { sinceMs: NOW, count: 0 }

/** What a worker would do. */
export function next(recorded: Entry, observation: Observation, state = open) {
  const evidence = {
    source: { observe: async () => absent },
    ledger: {
      readOther: async (name: string) => ({ entry: emptyEntry(name), revision: undefined }),
      findOrigins: async () => [],
    },
    clock: { nowMs: () => NOW },
    rules,
    settings: { bucket: 'studio', settleMs: 10_000 },
  }
  return nextStep(recorded, observation, evidence, { state, limits: { deletionsMax: 1, windowMs: 60_000 } })
}
