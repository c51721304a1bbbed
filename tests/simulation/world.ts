import type { AssetAddress } from '../../shared/model/address.ts'
import type { Transfer } from '../../shared/model/desired-asset.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { Faults } from './faults.ts'
import { Random } from './random.ts'
import { Scheduler } from './scheduler.ts'
import { Media, type MediaRequest } from './services/media.ts'
import { ObjectStore } from './services/object-store.ts'
import { QueueService } from './services/queue-service.ts'
import { Table } from './services/table.ts'

export const BUCKET = 'studio'
export const CLOUD_NAME = 'demo'

/** Time constants of a simulated deployment. */
export const TIMES = {
  settleMs: 10_000,
  workerTimeoutMs: 120_000,
  visibilityMs: 720_000,
  attemptMs: 900_000,
  requestTimeoutMs: 60_000,
  /** How far a worker's clock may be off, either way. */
  skewMs: 1500,
} as const

/** What may become of a request: it is lost, its answer is, it lands late, or it begins at once and is stored late. */
export type Fate = 'answered' | 'request-lost' | 'answer-lost' | 'landing-late' | 'stored-late'

/** What a worker reaches of AWS. */
export type AwsService = 's3' | 'dynamodb' | 'sqs'

/**
 * What may become of a call to AWS: it is refused without effect, its answer is lost, or the SDK tries again what had
 * succeeded, so that a write fails its own condition.
 */
export type AwsFate = 'answered' | 'refused' | 'answer-lost' | 'tried-twice'

/** A line of a key's story. */
export interface Remark {
  readonly atMs: number
  readonly key: string
  readonly text: string
}

/** Compiled once: hundreds of worlds are made. */
const DEFAULT_RULES = new Rules()

/** Everything outside the worker, in memory and in virtual time. */
export class World {
  readonly random: Random
  readonly scheduler: Scheduler
  readonly faults: Faults
  readonly store: ObjectStore
  readonly media = new Media()
  readonly table = new Table()
  readonly deadLetters: QueueService
  readonly queue: QueueService
  /** False while the event source mapping is disabled. */
  isDelivering = true
  /** How many deletions the guard lets through in an hour. */
  deletionsMax = 1_000_000
  /** The rules that workers follow from now on. */
  rules = DEFAULT_RULES
  rulesHaveChanged = false
  /** True where large files are uploaded in the background. */
  usesBackground = false
  readonly remarks: Remark[] = []
  /** Broken promises, found while running. */
  readonly violations: string[] = []
  /** Objects, by key, whose asset was as it should be when they went to the archive: it must stay so. */
  readonly keptInArchive = new Map<string, string>()
  mutations = 0
  /** Uploads that were sent, whether they took effect or not. */
  uploadsSent = 0
  /** How many uploads of a key in a row were answered by Cloudinary and then by S3, and for which state of its object. */
  readonly sent = new Map<string, { readonly state: string; readonly times: number }>()
  /** True in a story in which something goes wrong, so that nothing can be said of how long anything takes. */
  isTroubled = false
  /** False while the bucket itself is missing, so that every key seems to be. */
  hasBucket = true
  /** Bodies that were sent to the queue and that nobody can read, and all that was ever rejected to the dead-letter queue. */
  readonly unreadableSent: string[] = []
  readonly rejected = new Set<string>()
  /** Events of S3 that are on their way. */
  eventsUnderWay = 0
  /** Every record that S3 has notified of, each as a message of its own. */
  readonly notified: string[] = []
  /** The copies of each event: how long after the first each arrives. */
  copiesAfterMs: readonly number[] = [0]
  /** Called after each mutation of an asset. */
  onMutation: () => void = () => undefined
  /** True where all locations name the version that was observed, as a presigned URL does, and not only those of odd keys. */
  pinsVersions = false
  /** How all objects are transferred, whatever the rules say. */
  transfer: Transfer | undefined
  /** How far the indexes of the table are behind, where no fault makes it more. */
  indexLagMs = 0
  /** Until when Cloudinary does not answer at all. */
  outageUntilMs = 0
  /** Until when S3 answers 403 to everything. */
  forbiddenUntilMs = 0
  /** Until when Cloudinary refuses everything with that answer: the account's key, the account itself, or its quota. */
  refusedUntilMs = 0
  refusal: 'cloudinary-401' | 'cloudinary-403' | 'cloudinary-420' = 'cloudinary-401'
  /** Until when the bucket's policy does not let Cloudinary read. */
  unreadableUntilMs = 0
  /** Called after each write to S3. */
  onWrite: (key: string) => void = () => undefined
  /** Called when Cloudinary begins with a request. */
  onRequest: (request: MediaRequest) => void = () => undefined
  /** Called just before Cloudinary reads an object. */
  onPull: (key: string) => void = () => undefined
  /** Called when a message may have become visible. */
  wake: () => void = () => undefined
  /** Asked at each request to Cloudinary, which is for a key or a public ID, what becomes of it. */
  fate: (of: string) => Fate = () => 'answered'
  /** Asked before each request to Cloudinary how long the worker stands still before it sends. */
  sendsAfterMs: () => number = () => 0
  /** How late a request lands that a scenario wants late: by itself after the next tries, before its attempt's deadline. */
  lateMs = 400_000
  /** Asked at each request to Cloudinary whether it refuses it for good, or cannot read the object. */
  refuses: (request: MediaRequest) => 'for good' | 'unreadable' | undefined = () => undefined
  /** Keys whose objects S3 refuses to anybody, for their own sake. */
  readonly locked = new Set<string>()
  /** What each sweep of a scenario has queued. */
  readonly swept: number[] = []
  /** Asked at each upload how long Cloudinary processes it; 0 for as long as usual. */
  processingMs: () => number = () => 0
  /** Asked at each call to AWS what becomes of it. */
  awsFate: (service: AwsService) => AwsFate = () => 'answered'
  /** Asked after each answer to a worker how long the worker then stands still. */
  stallMs: () => number = () => 0
  /** Asked at each call of a worker whether it dies there, before the answer or after. */
  crashes: (when: 'before' | 'after') => boolean = () => false

  constructor(options: { seed: number; faultScale: number; versioning: 'off' | 'on' | 'suspended' }) {
    this.random = new Random(options.seed)
    this.scheduler = new Scheduler(Date.UTC(2026, 0, 1))
    this.faults = new Faults(this.random, options.faultScale)
    this.store = new ObjectStore(options.versioning)
    this.deadLetters = new QueueService({ visibilityMs: 30_000, receiveCountMax: Number.POSITIVE_INFINITY })
    this.queue = new QueueService({
      visibilityMs: TIMES.visibilityMs,
      receiveCountMax: 100,
      deadLetters: this.deadLetters,
    })
  }

  get nowMs(): number {
    return this.scheduler.nowMs
  }

  /** True where a failure with this code is the whole stage's, as things are now. */
  isStagesTrouble(code: string): boolean {
    const { nowMs } = this
    if (nowMs < this.forbiddenUntilMs && code.startsWith('s3-')) return true
    if (nowMs < this.unreadableUntilMs && code === 'source-unreadable') return true
    if (nowMs < this.refusedUntilMs && code === this.refusal) return true
    return nowMs < this.outageUntilMs && code === 'cloudinary-ECONNREFUSED'
  }

  remark(key: string, text: string): void {
    this.remarks.push({ atMs: this.nowMs, key, text })
  }
}

export function addressName(address: AssetAddress): string {
  const type = address.type === 'upload' ? '' : `${address.type}/`
  return `${address.resourceType}/${type}${address.publicId}`
}
