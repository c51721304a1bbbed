import { TransientError } from '../../shared/model/errors.ts'
import { markerKeyOf } from '../../shared/model/marker.ts'
import type { ObservedObject } from '../../shared/model/observation.ts'
import type { Page } from '../../shared/ports/page.ts'
import type { ListedObject, Source } from '../../shared/ports/source.ts'
import { MemoryBytes } from '../support/memory-bytes.ts'
import type { Invocation } from './invocation.ts'
import { locationOf } from './media-port.ts'
import { observationOf } from './rules.ts'
import { md5Of, type StoredObject } from './services/object-store.ts'
import { CLOUD_NAME, type World } from './world.ts'

/** The empty object that lets Cloudinary read the bucket. */
const MARKER: ObservedObject = {
  state: 'present',
  etag: md5Of(''),
  etagIsMd5: true,
  sizeBytes: 0,
  versionId: undefined,
  lastModifiedMs: 0,
  archived: false,
  metadata: {},
  tags: {},
  detected: undefined,
}

/** Keys with these are presigned, whatever the bucket. */
const AMBIGUOUS_IN_URL = /[%#?+\\]/

/** The mirror's port onto the simulated S3. */
export function simulatedSource(world: World, invocation: Invocation): Source {
  const call = async <Answer>(land: () => Answer): Promise<Answer> => {
    const isForbidden = world.nowMs < world.forbiddenUntilMs
    if (isForbidden) world.faults.count('s3-forbidden-for-long')
    if (isForbidden || world.faults.strikes('s3-forbidden'))
      return invocation.refuse('s3', 's3-403', { scope: 'source' })
    if (world.faults.strikes('s3-unavailable')) return invocation.refuse('s3', 's3-503', { scope: 'source' })
    const answer = await invocation.reach('s3', 5, land)
    if (world.faults.strikes('s3-answer-lost')) throw new TransientError('s3-timeout', 'no answer', { scope: 'source' })
    return answer
  }
  return {
    async observe(key) {
      const answered = invocation.answered.get(key)
      invocation.answered.delete(key)
      if (key === markerKeyOf(CLOUD_NAME)) return call(() => (world.hasBucket ? MARKER : { state: 'absent' as const }))
      if (world.locked.has(key)) return invocation.refuse('s3', 's3-403', { scope: 'source' })
      const found = await call(() =>
        world.hasBucket ? world.store.apply(world.nowMs, { kind: 'head', key }).response : undefined,
      )
      if (found?.bytes.name.startsWith('hanging')) {
        world.faults.count('worker-hung')
        return invocation.hang()
      }
      if (found?.bytes.name.startsWith('deadly')) {
        invocation.crash('out of memory')
        return invocation.hang()
      }
      if (answered !== undefined) countSent(world, key, answered)
      if (found?.sizeBytes) invocation.sawGone.delete(key)
      else invocation.sawGone.add(key)
      if (!found) return { state: 'absent' }
      return observationOf(invocation.rules, key, found)
    },
    async confirmBucket() {
      const isThere = await call(() => world.hasBucket)
      if (!isThere) throw new TransientError('s3-NotFound', 'the bucket is missing', { scope: 'source' })
    },
    transfer: world.transfer,
    async locate(key, object, transfer) {
      if (transfer === 'stream') return new MemoryBytes(world.store, key, object)
      const { versionId } = object
      const isPinned = world.pinsVersions || transfer === 'presigned' || AMBIGUOUS_IN_URL.test(key)
      return locationOf(key, isPinned ? versionId : undefined)
    },
    list: (after, most) => list(world, invocation, after, most),
  }
}

/** One page of a listing, in the order of UTF-8 bytes. */
async function list(
  world: World,
  invocation: Invocation,
  after: string | undefined,
  most: number,
): Promise<Page<ListedObject>> {
  if (world.nowMs < world.forbiddenUntilMs) return invocation.refuse('s3', 's3-403', { scope: 'source' })
  const keys = world.store
    .keys()
    .filter((key) => after === undefined || Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0)
  const items = keys.slice(0, most).flatMap((key) => toListed(key, world.store.head(key)))
  return { items, isLast: keys.length <= most }
}

/** An object that has not changed is sent three times at most, and again only where Cloudinary or S3 did not answer. */
function countSent({ sent, violations }: World, key: string, state: string): void {
  const before = sent.get(key)
  const times = before?.state === state ? before.times + 1 : 1
  sent.set(key, { state, times })
  if (times > 3) violations.push(`${key} is sent ${times} times in one state`)
}

function toListed(key: string, object: StoredObject | undefined) {
  if (!object) return []
  const { etag, sizeBytes, lastModifiedMs } = object
  return [{ key, etag, sizeBytes, lastModifiedMs }]
}
