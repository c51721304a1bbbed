import type { LedgerBreaker } from '../../shared/breaker/breaker.ts'
import type { Services } from '../../shared/claim/dependencies.ts'
import { composeLedger } from '../../shared/composition/ledger.ts'
import type { DeletionGuard } from '../../shared/guard/guard.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { compareKeys } from '../../shared/model/key-order.ts'
import type { Queue } from '../../shared/ports/queue.ts'
import type { RowStore } from '../../shared/ports/rows.ts'
import type { Invocation } from './invocation.ts'
import { simulatedAssets } from './media-port.ts'
import { simulatedSource } from './source-port.ts'
import { BUCKET, type World } from './world.ts'

/** What of the mirror's ports an operator reaches too. */
interface SimulatedPorts extends Services {
  readonly guard: DeletionGuard
  readonly breaker: LedgerBreaker
}

/** The mirror's ports onto a simulated world, for one invocation: what the real adapters are to the real services. */
export function simulatedPorts(world: World, invocation: Invocation): SimulatedPorts {
  const unique = () => `${invocation.id}.${invocation.nextNumber()}`
  const rows = simulatedRows(world, invocation)
  const clock = { nowMs: () => world.nowMs + invocation.skewMs, random: () => world.random.next(), unique }
  const { ledger, owners, breaker, guard } = composeLedger(rows, BUCKET, clock)
  return {
    source: simulatedSource(world, invocation),
    assets: simulatedAssets(world, invocation),
    queue: simulatedQueue(world, invocation),
    ledger,
    owners,
    breaker,
    guard: guard({ deletionsMax: world.deletionsMax, windowMs: 3_600_000 }),
    clock,
  }
}

function simulatedRows(world: World, invocation: Invocation): RowStore {
  const write = async (request: Parameters<typeof world.table.apply>[1]): Promise<boolean> => {
    if (world.faults.strikes('table-throttled')) return invocation.refuse('table', 'dynamodb-throttled')
    const land = () => world.table.apply(world.nowMs, request).response.done
    // The SDK sends again where an answer is lost. The second try of a write fails its own condition; that of an amendment does so
    // only where nobody else was there in between.
    const again = async () => request.kind === 'amend' && invocation.call(4, land)
    const done = await invocation.reach('dynamodb', 4, land, again)
    if (done && world.faults.strikes('table-condition-failed-after-success')) return again()
    if (world.faults.strikes('table-answer-lost')) throw new TransientError('dynamodb-timeout', 'no answer')
    return done
  }
  return {
    async read(id) {
      if (world.faults.strikes('table-throttled')) return invocation.refuse('table', 'dynamodb-throttled')
      const land = () => world.table.apply(world.nowMs, { kind: 'read', id }).response
      return (await invocation.reach('dynamodb', 3, land)).row
    },
    write: (row, expected) => write({ kind: 'write', row, expected }),
    amend: (amendment) => write({ kind: 'amend', amendment }),
    remove: ({ partition, sort }, expected) => write({ kind: 'remove', id: { partition, sort }, expected }),
    async find(search) {
      const lagMs = world.faults.strikes('index-lagging') ? world.random.integer(100, 5000) : world.indexLagMs
      if (world.faults.strikes('table-throttled')) return invocation.refuse('table', 'dynamodb-throttled')
      return invocation.reach('dynamodb', 4, () => world.table.find(search, world.nowMs - lagMs))
    },
    async list(partition, after, most) {
      const rows = world.table.partition(partition)
      const later = rows.filter((row) => after === undefined || compareKeys(row.sort, after) > 0)
      return { items: later.slice(0, most), isLast: later.length <= most }
    },
  }
}

function simulatedQueue(world: World, invocation: Invocation): Queue {
  const call = async (land: () => void): Promise<void> => {
    if (world.faults.strikes('queue-unavailable')) return invocation.refuse('queue', 'sqs-503')
    await invocation.reach('sqs', 4, land)
    if (world.faults.strikes('queue-answer-lost')) throw new TransientError('sqs-timeout', 'no answer')
  }
  return {
    delay: ({ receiptHandle }, seconds) =>
      call(() => {
        world.queue.apply(world.nowMs, { kind: 'delay', receiptHandle, seconds })
        world.wake()
      }),
    reject: (body, { code, key }) =>
      call(() => {
        world.deadLetters.apply(world.nowMs, { kind: 'send', body, attributes: { RejectionCode: code } })
        world.rejected.add(body)
        if (world.isStagesTrouble(code))
          world.violations.push(`${key} is a dead letter for the stage's trouble: ${code}`)
        world.remark(key ?? '', `to the dead-letter queue: ${code}`)
      }),
    send: (bodies) =>
      call(() => {
        for (const body of bodies) world.queue.apply(world.nowMs, { kind: 'send', body })
        world.wake()
      }),
  }
}
