import type { IncomingHttpHeaders } from 'node:http'
import { checkBasicAuthorization } from './admin/access.ts'
import { decideAdmin } from './admin/admin.ts'
import type { ResourceType } from './asset.ts'
import { nowMs } from './clock.ts'
import type { Decision, Moment, Reply } from './decision.ts'
import type { Form } from './form.ts'
import { decideContext, decideMetadata, decideTags } from './operations/bulk.ts'
import { decideDestroy } from './operations/destroy.ts'
import { decideExplicit } from './operations/explicit.ts'
import { decideRename } from './operations/rename.ts'
import { decideUpload } from './operations/upload.ts'
import {
  parseContextCommand,
  parseDestroy,
  parseExplicit,
  parseMetadataCommand,
  parseRename,
  parseTags,
  parseUpload,
} from './parameters.ts'
import { Refusal } from './refusal.ts'
import type { Account } from './render.ts'
import type { AdminRoute, UploadRoute } from './routes.ts'
import { checkSignature, type Fields } from './signature.ts'
import type { Store } from './store.ts'
import { obtain, prepareUpload, type Supply, wantedPublicId } from './uploading.ts'

type DecidedRoute = Exclude<UploadRoute | AdminRoute, { operation: 'upload' }>

/** A request of the API that has been read to its end. */
export interface Call {
  readonly route: UploadRoute | AdminRoute
  readonly form: Form
  readonly query: Fields
  readonly headers: IncomingHttpHeaders
}

/** Carries out calls of the Upload API and the Admin API on one account. */
export class Api {
  readonly #account: Account
  readonly #store: Store
  readonly #supply: Supply

  constructor(account: Account, store: Store, supply: Supply) {
    this.#account = account
    this.#store = store
    this.#supply = supply
  }

  /** Carries a call out; what it changed is in place when the reply is there. Rejects with a Refusal, or a defect. */
  async perform(call: Call, signal: AbortSignal): Promise<Reply> {
    const { route, form, query } = call
    try {
      this.#checkAccess(call)
      if (route.operation === 'upload') return await this.#upload(call, route.resourceType, signal)
      const asked = { ...form, fields: { ...query, ...form.fields } }
      return await this.#commit((moment) => this.#decide(route, asked, moment))
    } catch (error) {
      if (form.file) await this.#supply.blobs.remove(form.file.content.id)
      throw error
    }
  }

  #checkAccess({ route, form, headers }: Call): void {
    if (route.cloudName !== this.#account.cloudName) throw new Refusal(401, `Invalid cloud_name ${route.cloudName}`)
    if (route.operation === 'admin') checkBasicAuthorization(headers.authorization, this.#account)
    else checkSignature(form.fields, this.#account, nowMs())
  }

  // The bytes are fetched first; what they meet at their address is decided only when all of them are here.
  async #upload({ form, headers }: Call, wanted: ResourceType | 'auto', signal: AbortSignal): Promise<Reply> {
    const parameters = parseUpload(form.fields)
    const publicId = wantedPublicId(parameters)
    const obtained = await obtain(form, parameters.file, headers, this.#supply, signal)
    if (!obtained)
      return { kind: 'body', body: { done: false, ...(publicId !== undefined && { public_id: publicId }) } }
    const blob = obtained.content.id
    let isUsed = false
    try {
      const upload = prepareUpload(obtained, parameters, publicId, wanted)
      const reply = await this.#commit((moment) => decideUpload(this.#store, upload, moment))
      isUsed = reply.kind === 'asset' && reply.asset.blob === blob
      return reply
    } finally {
      if (!isUsed) await this.#supply.blobs.remove(blob)
    }
  }

  async #commit(decide: (moment: Moment) => Decision): Promise<Reply> {
    const { reply, unusedBlobs } = this.#store.commit(nowMs(), decide)
    await Promise.all(unusedBlobs.map((blob) => this.#supply.blobs.remove(blob)))
    return reply
  }

  #decide(route: DecidedRoute, form: Form, moment: Moment): Decision {
    const { fields } = form
    switch (route.operation) {
      case 'admin':
        return decideAdmin(this.#store, route, form, this.#account, moment)
      case 'destroy':
        return decideDestroy(this.#store, route.resourceType, parseDestroy(fields))
      case 'rename':
        return decideRename(this.#store, route.resourceType, parseRename(fields), moment)
      case 'explicit':
        return decideExplicit(this.#store, route.resourceType, parseExplicit(fields), moment)
      case 'tags':
        return decideTags(this.#store, route.resourceType, parseTags(fields), moment)
      case 'context':
        return decideContext(this.#store, route.resourceType, parseContextCommand(fields), moment)
      case 'metadata':
        return decideMetadata(this.#store, route.resourceType, parseMetadataCommand(fields), moment)
    }
  }
}
