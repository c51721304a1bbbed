import { writeMessage } from '../../shared/event/write-message.ts'
import type { AssetAddress } from '../../shared/model/address.ts'
import { limits } from '../../shared/model/limits.ts'
import type { UploadAnswer } from '../../shared/ports/assets.ts'
import type { Invocation } from './invocation.ts'
import { kindOf, refusalOf } from './media-refusals.ts'
import type { MediaAnswer, MediaRequest } from './services/media.ts'
import type { Bytes } from './services/object-store.ts'
import { faultOfValues } from './services/values.ts'
import { addressName, BUCKET, TIMES, type World } from './world.ts'

/** One request to the simulated Cloudinary. */
export interface MediaSending {
  readonly world: World
  readonly invocation: Invocation
  /** Made when Cloudinary begins: a pull sees what S3 holds then. Undefined where there is nothing to pull. */
  readonly prepare: () => MediaRequest | undefined
  readonly key: string
  readonly typicalMs: number
  /** Set for an upload, which Cloudinary may process for long. */
  readonly upload?: { readonly address: AssetAddress; readonly overwrite: boolean }
}

const NO_EFFECT = ['media-420', 'media-423', 'media-429', 'media-5xx-without-effect'] as const

/** Sends one request to Cloudinary, where it meets the fate that the scenario has for it. */
export async function sendToMedia(sending: MediaSending): Promise<MediaAnswer> {
  const { world, invocation } = sending
  const standsStillMs = world.sendsAfterMs()
  if (standsStillMs > 0) await invocation.await(world.scheduler.sleep(standsStillMs))
  switch (world.fate(sending.key)) {
    case 'answered':
      return sendThroughFaults(sending)
    case 'request-lost':
      break
    case 'answer-lost':
      land(sending, 5, sending.typicalMs).catch(() => undefined)
      break
    case 'landing-late':
      land(sending, world.lateMs, 10).catch(() => undefined)
      break
    case 'stored-late':
      land(sending, 5, world.lateMs).catch(() => undefined)
      break
  }
  return invocation.noAnswer(TIMES.requestTimeoutMs)
}

/** How long an upload is processed, if for longer than usual. An asset that is not to be overwritten is described at once. */
function processingMs({ world, upload }: MediaSending): number {
  if (!upload || (!upload.overwrite && world.media.at(upload.address))) return 0
  if (world.faults.strikes('media-outlasts')) return world.random.integer(61_000, 200_000)
  return world.processingMs()
}

/** Sends one request to Cloudinary through all that may happen to it by chance. */
async function sendThroughFaults(sending: MediaSending): Promise<MediaAnswer> {
  const { world, invocation } = sending
  const { faults, random } = world
  if (world.nowMs < world.outageUntilMs) {
    faults.count('media-outage')
    return invocation.refuse('media', 'cloudinary-ECONNREFUSED', { scope: 'cloud' })
  }
  if (world.nowMs < world.refusedUntilMs) {
    faults.count('account-refused')
    return invocation.refuse('media', world.refusal, { scope: 'account', kind: kindOf(world.refusal) })
  }
  const struck = NO_EFFECT.find((fault) => faults.strikes(fault))
  if (struck) {
    const isDown = struck === 'media-5xx-without-effect'
    const scope = isDown ? 'cloud' : struck === 'media-423' ? 'key' : 'account'
    const options = isDown ? ({ effect: 'unknown' } as const) : ({ kind: 'throttled' } as const)
    return invocation.refuse('media', `cloudinary-${struck.slice(6)}`, { ...options, scope })
  }
  if (faults.strikes('media-unreadable-source'))
    return invocation.refuse('media', 'source-unreadable', { scope: 'source' })
  const workMs = processingMs(sending) || random.latencyMs(sending.typicalMs) * (faults.strikes('media-slow') ? 60 : 1)
  if (faults.strikes('media-request-lost')) return invocation.noAnswer(TIMES.requestTimeoutMs)
  if (faults.strikes('media-late') || faults.strikes('media-5xx-late-effect')) {
    // It may land at any time before the attempt's deadline, as the clock that is furthest off sees it.
    const delayMs = random.integer(1000, TIMES.attemptMs - 4 * TIMES.skewMs - 10_000)
    // The bytes may have been pulled at once, and stored only then.
    const isPulledAtOnce = random.chance(0.5)
    land(sending, isPulledAtOnce ? 5 : delayMs, isPulledAtOnce ? delayMs : workMs / 10).catch(() => undefined)
    return invocation.noAnswer(random.chance(0.5) ? TIMES.requestTimeoutMs : 200)
  }
  const landed = land(sending, random.latencyMs(80), workMs)
  if (
    faults.strikes('media-5xx-with-effect') ||
    faults.strikes('media-answer-lost') ||
    workMs > TIMES.requestTimeoutMs
  ) {
    landed.catch(() => undefined)
    return invocation.noAnswer(Math.min(workMs + 20, TIMES.requestTimeoutMs))
  }
  return invocation.await(landed)
}

/** Lets a request take effect: it is begun after `delayMs` and committed `workMs` later, whether its sender lives or not. */
function land({ world, prepare, key }: MediaSending, delayMs: number, workMs: number): Promise<MediaAnswer> {
  return new Promise((resolve, reject) => {
    world.scheduler.after(delayMs, () => {
      const request = prepare()
      if (request) world.onRequest(request)
      world.scheduler.after(workMs, () => {
        if (!request) return resolve({ asset: undefined, existing: false })
        const fault = faultOfValues(request)
        if (fault) world.violations.push(`Cloudinary takes no such value: ${fault}`)
        const refusal = refusalOf(world, request)
        if (refusal) return reject(refusal)
        const { response, changes } = world.media.apply(world.nowMs, request)
        world.mutations += changes.length
        world.onMutation()
        if (request.kind !== 'find') world.remark(key, tell(request, changes.length > 0))
        resolve(response)
      })
    })
  })
}

/** Cloudinary answers at once and finishes on its own; its webhook, if it comes, puts a change for the key on the queue. */
export async function uploadInBackground(sending: MediaSending): Promise<UploadAnswer> {
  const { world, key, invocation } = sending
  const { faults, random } = world
  faults.count('uploaded-in-the-background')
  const patienceMs = TIMES.attemptMs * limits.backgroundPatience - 4 * TIMES.skewMs - 10_000
  const usualMs = faults.strikes('media-slow') ? random.integer(1000, patienceMs) : random.latencyMs(3000)
  const workMs = processingMs(sending) || usualMs
  const tell = () => {
    if (faults.strikes('webhook-lost')) return
    const body = writeMessage({ bucket: BUCKET, key, source: 'webhook', atMs: world.nowMs })
    world.queue.apply(world.nowMs, { kind: 'send', body })
    world.wake()
  }
  land(sending, 5, workMs).then(tell, () => undefined)
  return invocation.await(Promise.resolve({ state: 'pending' as const }))
}

function tell(request: MediaRequest, changed: boolean): string {
  const effect = changed ? '' : ', which changes nothing'
  if (request.kind === 'rename') return `rename ${addressName(request.from)} to ${addressName(request.to)}${effect}`
  const bytes: Bytes | undefined = request.kind === 'upload' ? request.bytes : undefined
  return `${request.kind} ${addressName(request.address)}${bytes ? ` with ${bytes.name}` : ''}${effect}`
}
