import type { IncomingHttpHeaders } from 'node:http'
import { answerOf, answerOfError } from './answer.ts'
import type { ResourceType } from './asset.ts'
import type { Background } from './background.ts'
import type { Clock } from './clock.ts'
import type { Decision, Json, Moment, Reply } from './decision.ts'
import type { Form } from './form.ts'
import { applyIncoming } from './incoming.ts'
import type { Notifier } from './notifications.ts'
import { decideUpload } from './operations/upload.ts'
import { parseUpload, type UploadParameters } from './parameters/upload.ts'
import { withPreset } from './preset.ts'
import { randomId } from './random.ts'
import { Refusal } from './refusal.ts'
import type { Account } from './render.ts'
import type { Settings } from './settings.ts'
import type { Fetched } from './source/source.ts'
import type { Store } from './store.ts'
import type { EagerImages } from './transform/eager.ts'
import { fetchFile, prepareUpload, type Supply, takePosted, wantedPublicId } from './uploading.ts'

/** What is needed to carry out uploads. */
export interface UploadsParts {
  readonly account: Account
  readonly clock: Clock
  readonly store: Store
  readonly supply: Supply
  readonly background: Background
  readonly notifier: Notifier
  readonly settings: Settings
  readonly eager: EagerImages
  /** Decides and puts in place. */
  commit(decide: (moment: Moment) => Decision): Promise<Reply>
}

/** An upload that is understood; its bytes may still have to be fetched. */
interface Job {
  readonly parameters: UploadParameters
  readonly publicId: string | undefined
  readonly wanted: ResourceType | 'auto'
  readonly posted: Fetched | undefined
}

const unsent = new Set(['signature', 'api_key'])

/** Carries out uploads, at once or in the background. */
export class Uploads {
  readonly #parts: UploadsParts

  constructor(parts: UploadsParts) {
    this.#parts = parts
  }

  /** Carries one upload out, or takes it on; a chunk is only put away. */
  async perform(
    form: Form,
    headers: IncomingHttpHeaders,
    wanted: ResourceType | 'auto',
    signal: AbortSignal,
  ): Promise<Reply> {
    const { store, settings } = this.#parts
    const parameters = parseUpload(withPreset(store.presets, form.fields, settings.values))
    const publicId = wantedPublicId(parameters, settings.values)
    const posted = form.file && (await takePosted(form.file, headers, this.#parts.supply))
    const named = publicId === undefined ? {} : { public_id: publicId }
    if (form.file && !posted) return { kind: 'body', body: { done: false, ...named } }
    const job = { parameters, publicId, wanted, posted }
    if (parameters.async) return this.#defer(job, named)
    const reply = await this.#carryOut(job, signal)
    this.#notify(job, 'upload', answerOf(reply, this.#parts.account).body)
    return reply
  }

  #defer(job: Job, named: Json): Reply {
    const { background } = this.#parts
    const { parameters, wanted } = job
    if (!job.posted && parameters.file === undefined) throw new Refusal(400, 'Missing required parameter - file')
    const identity = {
      ...(wanted !== 'auto' && { resource_type: wanted }),
      ...{ type: parameters.type, ...named, batch_id: randomId() },
    }
    background.run(() => this.#carryOutLater(job, identity))
    return { kind: 'body', body: { status: 'pending', ...identity } }
  }

  async #carryOutLater(job: Job, identity: Json): Promise<void> {
    const { account, background, clock, settings, supply } = this.#parts
    await clock.wait(settings.values.asyncDelayMs, background.signal)
    const answer = await this.#carryOut(job, background.signal)
      .then((reply) => answerOf(reply, account))
      .catch(answerOfError)
    if (answer.status !== 200 && job.posted) await supply.blobs.remove(job.posted.content.id)
    if (background.signal.aborted) return
    const isStored = answer.status === 200
    this.#notify(job, isStored ? 'upload' : 'error', { ...identity, ...answer.body })
  }

  // The bytes are fetched first; what they meet at their address is decided only when all of them are here.
  async #carryOut({ parameters, publicId, wanted, posted }: Job, signal: AbortSignal): Promise<Reply> {
    signal.throwIfAborted()
    const { eager, store, supply, settings, commit } = this.#parts
    const obtained = posted ?? (await fetchFile(parameters.file, supply, signal))
    let blob = obtained.content.id
    let isUsed = false
    try {
      const incoming = await applyIncoming(obtained, parameters, wanted, supply.blobs)
      blob = incoming.content.id
      const upload = await prepareUpload(incoming, parameters, publicId, wanted, settings.values)
      const reply = await commit((moment) => decideUpload(store, upload, moment))
      isUsed = reply.kind === 'asset' && reply.asset.blob === blob
      return await eager.addTo(reply, parameters)
    } finally {
      if (!isUsed) await supply.blobs.remove(blob)
    }
  }

  #notify({ parameters }: Job, type: 'upload' | 'error', body: Json): void {
    if (parameters.notification_url === undefined) return
    const sent = Object.entries(body).filter(([name]) => !unsent.has(name))
    this.#parts.notifier.notify(parameters.notification_url, type, Object.fromEntries(sent))
  }
}
