import { type KeyTally, noKeys, type StageFacts } from '../../../operate/trouble/facts.ts'
import { closedBreaker } from '../../../shared/breaker/state.ts'

export const NOW = Date.UTC(2026, 10, 28, 21)

/** A stage that is well, but for what is given. */
export function stageFacts(given: Partial<StageFacts> = {}): StageFacts {
  return {
    nowMs: NOW,
    breaker: closedBreaker,
    mappingState: 'Enabled',
    visible: 0,
    oldestSeconds: undefined,
    drainedPerSecond: undefined,
    deadLetters: 0,
    guardTrippedMs: undefined,
    retrying: noKeys,
    refused: noKeys,
    archived: noKeys,
    withheld: noKeys,
    isIndexed: true,
    secret: undefined,
    ...given,
  }
}

/** Keys in trouble, by how many there are of each code. */
export function tally(codes: Readonly<Record<string, number>>, given: Partial<KeyTally> = {}): KeyTally {
  const counts = Object.entries(codes).map(([code, count]) => ({ code, count }))
  return { ...noKeys, count: counts.reduce((sum, { count }) => sum + count, 0), codes: counts, ...given }
}
