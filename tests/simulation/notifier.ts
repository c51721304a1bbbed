import { encodeEventKey } from '../../shared/event/key.ts'
import { noteArchived } from './oracle.ts'
import { KEY_BYTES_MAX, type StoreEvent, type StoreRequest } from './services/object-store.ts'
import { BUCKET, type World } from './world.ts'

/** Writes to S3 as a client does, and lets S3 notify the queue of it, with all that may go wrong on the way. */
export function write(world: World, request: StoreRequest): void {
  const key = request.key
  if (Buffer.byteLength(key) > KEY_BYTES_MAX) throw new Error(`S3 takes no such long key: ${key}`)
  const wasArchived = world.store.head(key)?.archived === true
  const { changes } = world.store.apply(world.nowMs, request)
  const isArchived = world.store.head(key)?.archived === true
  // Another version has an asset of its own: that of an archived one that comes back is gone.
  if (/^(put|copy|delete)/.test(request.kind)) world.keptInArchive.delete(key)
  if (isArchived && !wasArchived) noteArchived(world, key)
  if (isArchived !== wasArchived) countArchival(world, request, isArchived)
  world.remark(key, `S3: ${describe(request)}`)
  world.onWrite(key)
  for (const change of changes) notify(world, change)
  if (world.faults.strikes('message-unreadable')) sendUnreadable(world)
  if (world.faults.strikes('event-spurious')) notify(world, { key, name: 'ObjectAcl:Put', versionId: undefined })
}

function countArchival({ faults }: World, { kind }: StoreRequest, isArchived: boolean): void {
  if (kind === 'restore') faults.count('restored')
  if (kind === 'expire') faults.count('restored-copy-expired')
  if (isArchived && kind !== 'expire') faults.count('archived')
}

function describe(request: StoreRequest): string {
  if (request.kind === 'put')
    return `put ${request.bytes.name || 'nothing'}${request.bytes.inParts ? ' in parts' : ''}${request.archived ? ' in the archive' : ''}`
  return request.kind === 'copy' ? `copy of ${request.from}` : request.kind
}

const lastSent = new WeakMap<World, Map<string, number>>()

function notify(world: World, event: StoreEvent): void {
  const { faults, random } = world
  if (faults.strikes('event-lost')) return
  const sent = lastSent.get(world) ?? new Map<string, number>()
  lastSent.set(world, sent)
  // S3 may tell of two writes at the same moment once.
  const isClose = world.nowMs - (sent.get(event.key) ?? Number.NEGATIVE_INFINITY) < 5
  if (isClose && faults.strikes('event-coalesced')) return
  sent.set(event.key, world.nowMs)
  const copies = faults.strikes('event-duplicated') ? random.integer(2, 4) : 1
  for (let copy = 0; copy < copies; copy++) {
    const delayMs = faults.strikes('event-delayed') ? random.integer(1000, 90_000) : random.latencyMs(400)
    const record = recordOf(world, event)
    world.notified.push(JSON.stringify({ Records: [record] }))
    for (const afterMs of world.copiesAfterMs) deliver(world, record, delayMs + afterMs)
  }
}

const UNREADABLE = ['hello', '{}', '{"Records":[7]}', '{"Records":[{"eventVersion":"2.1","eventName":"x","s3":{}}]}']

/** Somebody else sends to the queue what is no notification. */
function sendUnreadable(world: World): void {
  const body = world.random.pick(UNREADABLE)
  world.queue.apply(world.nowMs, { kind: 'send', body })
  world.unreadableSent.push(body)
  world.wake()
}

const waiting = new WeakMap<World, object[]>()

/** Sends a record after a while, alone or in one message with others that were on the way. */
function deliver(world: World, record: object, delayMs: number): void {
  world.eventsUnderWay++
  world.scheduler.after(delayMs, () => {
    const held = waiting.get(world) ?? []
    waiting.set(world, held)
    held.push(record)
    if (held.length < 3 && world.faults.strikes('event-bundled')) world.scheduler.after(1000, () => flush(world, held))
    else flush(world, held)
  })
}

function flush(world: World, held: object[]): void {
  if (held.length === 0) return
  world.eventsUnderWay -= held.length
  world.queue.apply(world.nowMs, { kind: 'send', body: JSON.stringify({ Records: held.splice(0) }) })
  world.wake()
}

/** Sends one message that says of all these keys that they may differ. */
export function sendRecords(world: World, keys: readonly string[]): void {
  const records = keys.map((key) => recordOf(world, { key, name: 'ObjectCreated:Put', versionId: undefined }))
  world.queue.apply(world.nowMs, { kind: 'send', body: JSON.stringify({ Records: records }) })
  world.wake()
}

function recordOf(world: World, { key, name, versionId }: StoreEvent): object {
  const { faults, nowMs } = world
  const seconds = Math.floor((faults.strikes('event-midnight-sequencer') ? nowMs - (nowMs % 86_400_000) : nowMs) / 1000)
  const sequencer = `00${seconds.toString(16).toUpperCase()}${world.random.integer(0, 0xffff).toString(16).toUpperCase()}`
  const isBare = faults.strikes('event-bare')
  const object = {
    key: encodeEventKey(key),
    ...(isBare ? {} : { sequencer }),
    ...(versionId === undefined ? {} : { versionId }),
  }
  const s3 = { s3SchemaVersion: '1.0', bucket: { name: BUCKET }, object }
  const eventTime = isBare ? {} : { eventTime: new Date(nowMs).toISOString() }
  return { eventVersion: '2.1', eventSource: 'aws:s3', ...eventTime, eventName: name, s3 }
}
