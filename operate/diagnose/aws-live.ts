import { setTimeout } from 'node:timers/promises'
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { systemClock } from '../../shared/adapters/clock.ts'
import { CloudinaryAssets } from '../../shared/adapters/cloudinary/assets.ts'
import { loadCloudinary } from '../../shared/adapters/cloudinary/sdk.ts'
import { labelledKey } from '../../shared/model/label.ts'
import { limits } from '../../shared/model/limits.ts'
import { type CloudinaryAccount, fixedAccount } from '../../shared/ports/account.ts'
import { readQueueFacts } from '../stage/queues.ts'
import type { Stage } from '../stage/stage.ts'
import { storesOf } from '../stage/stores.ts'
import { readStop } from '../trouble/note.ts'
import { tellTrouble } from '../trouble/tell.ts'
import type { LiveDoors } from './live/live.ts'

/** By this an object is known to be the test's own. */
const METADATA = 'sls-diagnose'

/** The doors of a stage. Nobody else has `unique`. */
export async function liveDoors(
  stage: Stage,
  account: CloudinaryAccount,
  { bytes, unique }: { readonly bytes: Buffer; readonly unique: string },
): Promise<LiveDoors> {
  await loadCloudinary(account.uploadPrefix)
  const assets = new CloudinaryAssets(fixedAccount(account))
  const timeoutMs = limits.probeTimeoutMs
  return {
    nowMs: systemClock.nowMs,
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
    put: (key) => putNew(stage, key, bytes, unique),
    remove: (key) => removeOwn(stage, key, unique),
    isThere: async (address, key) => {
      const asset = await assets.find(address, timeoutMs)
      return asset !== undefined && labelledKey(asset.context, stage.bucket) === key
    },
    destroy: (address) => assets.destroy(address, { invalidate: true, timeoutMs }),
    refusal: async (key) => {
      const { refused } = (await storesOf(stage).ledger.read(key)).entry
      return refused && `${refused.code}: ${refused.reason}`
    },
    situation: (key) => situationOf(stage, key),
  }
}

async function putNew({ s3, bucket: Bucket }: Stage, Key: string, Body: Buffer, unique: string): Promise<void> {
  const given = { Body, ContentType: 'image/png', Metadata: { [METADATA]: unique }, IfNoneMatch: '*' }
  await s3.send(new PutObjectCommand({ Bucket, Key, ...given })).catch((thrown: unknown) => {
    if (!(thrown instanceof S3ServiceException) || thrown.name !== 'PreconditionFailed') throw thrown
    throw new Error(`expected no object ${Key}, found one, which was left as it is; name another by --key`)
  })
}

/** In a bucket that keeps versions, the object's own goes: a delete marker would let it stay. */
async function removeOwn({ s3, bucket: Bucket }: Stage, Key: string, unique: string): Promise<string | undefined> {
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key })).catch((thrown: unknown) => {
    if (thrown instanceof NotFound) return undefined
    throw thrown
  })
  if (!head) return undefined
  if (head.Metadata?.[METADATA] !== unique) return `the object ${Key}, which is someone else's`
  const { VersionId } = head
  if (VersionId === undefined) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    return undefined
  }
  return s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })).then(
    () => undefined,
    async (thrown: unknown) => {
      if (!(thrown instanceof S3ServiceException) || thrown.name !== 'AccessDenied') throw thrown
      await s3.send(new DeleteObjectCommand({ Bucket, Key }))
      return `the version ${VersionId} of ${Key}, which these credentials may not delete (s3:DeleteObjectVersion)`
    },
  )
}

/** The first of what keeps a key waiting. */
async function situationOf(stage: Stage, key: string): Promise<string> {
  const stop = await readStop(stage)
  if (stop) return tellTrouble(stop, systemClock.nowMs())
  const { entry, revision } = await storesOf(stage).ledger.read(key)
  const { failures, deletion } = entry
  if (failures) return `it has failed ${failures.count} times, the last with ${failures.code}: ${failures.reason}`
  if (deletion?.state === 'withheld') return 'the guard against mass deletion withholds it'
  const { visible, inFlight } = await readQueueFacts(stage.sqs, stage.queueUrl)
  const waiting = `${visible} changes wait in the queue and ${inFlight} are being worked on`
  return revision === undefined ? `no worker has looked at it yet; ${waiting}` : waiting
}
