import { type Trouble, troubleMeaning } from '../../shared/breaker/state.ts'
import { typed } from '../cli/typed.ts'
import { type AccountPlace, adviceOn } from './advice.ts'
import { counted } from './counted.ts'
import type { StageFacts } from './facts.ts'
import type { TroubleLine } from './line.ts'

/** For so long a queue may stand still before that is trouble: metrics come by the minute, and a batch takes some. */
const STALLED_SECONDS = 600

/** Why nothing is mirrored at all; none while something may be. */
export function stopsOf(facts: StageFacts): readonly TroubleLine[] {
  const meant = [...pauseOf(facts), ...haltOf(facts)]
  // Whoever stops the queue takes the mapping along.
  return meant.length > 0 ? meant : deliveryOf(facts)
}

function pauseOf({ breaker: { paused } }: StageFacts): readonly TroubleLine[] {
  if (!paused) return []
  const { reason, sinceMs } = paused
  return [
    {
      kind: 'paused',
      text: `nothing is mirrored: paused by an operator: ${reason}`,
      code: 'paused',
      sinceMs,
      advice: typed`sls resume`,
    },
  ]
}

function haltOf({ breaker: { trouble }, secret }: StageFacts): readonly TroubleLine[] {
  return trouble ? [haltedBy(trouble, { secret })] : []
}

function haltedBy({ scope, code, reason, sinceMs }: Trouble, place: AccountPlace): TroubleLine {
  const text = `nothing is mirrored: ${troubleMeaning(scope)}: ${reason}`
  const advice = adviceOn(`${scope}-trouble`, place)
  return { kind: 'halted', text, code, sinceMs, ...(advice !== undefined && { advice }) }
}

/** What keeps messages from being worked on, where neither the breaker nor an operator wants it so. */
function deliveryOf(facts: StageFacts): readonly TroubleLine[] {
  const { mappingState, visible, oldestSeconds = 0, drainedPerSecond, retrying, nowMs } = facts
  const advice = typed`sls diagnose`
  if (mappingState === undefined) {
    const text = 'nothing is mirrored: no function takes messages, since the queue has no event source mapping'
    return [{ kind: 'undelivered', text, advice }]
  }
  if (/^disabl/i.test(mappingState)) {
    const text =
      'nothing is mirrored: the event source mapping is disabled, and neither a pause nor a trouble wants it so'
    return [
      {
        kind: 'undelivered',
        text,
        advice: typed`wait a minute for the breaker function to enable it; then sls diagnose`,
      },
    ]
  }
  const isStill = drainedPerSecond === 0 && oldestSeconds >= STALLED_SECONDS && retrying.count === 0
  if (!isStill || visible === 0) return []
  const text = `nothing is mirrored: ${counted(visible, 'change waits', 'changes wait')}, and none gets done`
  const sinceMs = nowMs - oldestSeconds * 1000
  return [{ kind: 'stalled', text, sinceMs, count: visible, advice: typed`sls diagnose; look at the worker's log` }]
}
