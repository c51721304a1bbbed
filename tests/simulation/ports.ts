import { LedgerBreaker } from '../../shared/breaker/breaker.ts'
import type { Ports } from '../../shared/claim/dependencies.ts'
import { DeletionGuard } from '../../shared/guard/guard.ts'
import { Ledger } from '../../shared/ledger/ledger.ts'
import { Owners } from '../../shared/ledger/owners.ts'
import { TransientError } from '../../shared/model/errors.ts'
import type { Queue } from '../../shared/ports/queue.ts'
import type { RowStore } from '../../shared/ports/rows.ts'
import type { Source } from '../../shared/ports/source.ts'
import type { Invocation } from './invocation.ts'
import { locationOf, simulatedAssets } from './media-port.ts'
import { observationOf } from './rules.ts'
import type { StoredObject } from './services/object-store.ts'
import { BUCKET, type World } from './world.ts'

/** Keys with these are presigned, whatever the bucket. */
const AMBIGUOUS_IN_URL = /[%#?+\\]/

/** What of the mirror's ports an operator reaches too. */
interface SimulatedPorts extends Ports {
  readonly guard: DeletionGuard
  readonly breaker: LedgerBreaker
}

/** The mirror's ports onto a simulated world, for one invocation: what the real adapters are to the real services. */
export function simulatedPorts(world: World, invocation: Invocation): SimulatedPorts {
  const unique = () => `${invocation.id}.${invocation.nextNumber()}`
  const rows = simulatedRows(world, invocation)
  const clock = { nowMs: () => world.nowMs + invocation.skewMs, random: () => world.random.next(), unique }
  return {
    source: simulatedSource(world, invocation),
    assets: simulatedAssets(world, invocation),
    ledger: new Ledger(rows, BUCKET, unique),
    owners: new Owners(rows, unique),
    queue: simulatedQueue(world, invocation),
    breaker: new LedgerBreaker(rows, BUCKET, clock),
    guard: new DeletionGuard(rows, BUCKET, clock, { deletionsMax: world.deletionsMax, windowMs: 3_600_000 }),
    clock,
  }
}

function simulatedSource(world: World, invocation: Invocation): Source {
  const call = async <Answer>(land: () => Answer): Promise<Answer> => {
    if (world.faults.strikes('s3-forbidden')) return invocation.refuse('s3', 's3-403')
    if (world.faults.strikes('s3-unavailable')) return invocation.refuse('s3', 's3-503')
    const answer = await invocation.reach('s3', 5, land)
    if (world.faults.strikes('s3-answer-lost')) throw new TransientError('s3-timeout', 'no answer')
    return answer
  }
  return {
    async observe(key) {
      if (world.nowMs < world.forbiddenUntilMs) {
        world.faults.count('s3-forbidden-for-long')
        return invocation.refuse('s3', 's3-403')
      }
      const found = await call(() => world.store.apply(world.nowMs, { kind: 'head', key }).response)
      if (found?.sizeBytes) invocation.sawGone.delete(key)
      else invocation.sawGone.add(key)
      if (!found) return { state: 'absent' }
      return observationOf(invocation.rules, key, found)
    },
    async confirmBucket() {
      await call(() => undefined)
    },
    async locate(key, { versionId }) {
      return locationOf(key, world.pinsVersions || AMBIGUOUS_IN_URL.test(key) ? versionId : undefined)
    },
    async list(after, most) {
      const keys = world.store
        .keys()
        .filter((key) => after === undefined || Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0)
      const items = keys.slice(0, most).flatMap((key) => toListed(key, world.store.head(key)))
      return { items, isLast: keys.length <= most }
    },
  }
}

function toListed(key: string, object: StoredObject | undefined) {
  if (!object) return []
  const { etag, sizeBytes, lastModifiedMs } = object
  return [{ key, etag, sizeBytes, lastModifiedMs }]
}

function simulatedRows(world: World, invocation: Invocation): RowStore {
  const write = async (request: Parameters<typeof world.table.apply>[1]): Promise<boolean> => {
    if (world.faults.strikes('table-throttled')) return invocation.refuse('table', 'dynamodb-throttled')
    const land = () => world.table.apply(world.nowMs, request).response.done
    const done = await invocation.reach('dynamodb', 4, land, false)
    // The SDK sends again where an answer is lost, and the second try fails its own condition.
    if (done && world.faults.strikes('table-condition-failed-after-success')) return false
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
    remove: ({ partition, sort }, expected) => write({ kind: 'remove', id: { partition, sort }, expected }),
    async findByContent(content, most) {
      const lagMs = world.faults.strikes('index-lagging') ? world.random.integer(100, 5000) : 0
      if (world.faults.strikes('table-throttled')) return invocation.refuse('table', 'dynamodb-throttled')
      return invocation.reach('dynamodb', 4, () => world.table.findByContent(content, world.nowMs - lagMs, most))
    },
    async list(partition, after, most) {
      const rows = world.table.partition(partition)
      const later = rows.filter(
        (row) => after === undefined || Buffer.compare(Buffer.from(row.sort), Buffer.from(after)) > 0,
      )
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
        world.remark(key ?? '', `to the dead-letter queue: ${code}`)
      }),
    send: (bodies) =>
      call(() => {
        for (const body of bodies) world.queue.apply(world.nowMs, { kind: 'send', body })
        world.wake()
      }),
  }
}
