import type { IncomingHttpHeaders } from 'node:http'
import { decideAdmin } from './admin/admin.ts'
import type { Decision, Moment, Reply } from './decision.ts'
import type { Form } from './form.ts'
import { decideContext, decideMetadata, decideTags } from './operations/bulk.ts'
import { decideDestroy } from './operations/destroy.ts'
import { decideExplicit } from './operations/explicit.ts'
import { decideRename } from './operations/rename.ts'
import {
  parseContextCommand,
  parseDestroy,
  parseExplicit,
  parseMetadataCommand,
  parseRename,
  parseTags,
} from './parameters/upload.ts'
import { notKnown, Refusal } from './refusal.ts'
import type { AdminRoute, UploadRoute } from './routes.ts'
import { checkBasicAuthorization, checkSignature, type Fields, isUnsigned } from './signature.ts'
import { Uploads, type UploadsParts } from './uploads.ts'

type DecidedRoute = Exclude<UploadRoute | AdminRoute, { operation: 'upload' }>

/** What is needed to carry out calls. */
export type ApiParts = Omit<UploadsParts, 'commit'>

/** A request of the API that has been read to its end. */
export interface Call {
  readonly route: UploadRoute | AdminRoute
  readonly form: Form
  readonly query: Fields
  readonly headers: IncomingHttpHeaders
}

// Whether it may be is the preset's to say.
function isUnsignedUpload({ operation }: Call['route'], fields: Fields): boolean {
  return operation === 'upload' && isUnsigned(fields) && fields.upload_preset !== undefined
}

function refuseBody(route: Call['route'], { file, json }: Form): void {
  const operation = route.operation === 'admin' ? route.call : route.operation
  if (file && operation !== 'upload') throw notKnown(`Parameter file of ${operation}`)
  if (json !== undefined && operation !== 'metadata fields') throw notKnown(`A JSON body of ${operation}`)
}

/** Carries out calls of the Upload API and the Admin API on one account. */
export class Api {
  readonly #parts: ApiParts
  readonly #uploads: Uploads

  constructor(parts: ApiParts) {
    this.#parts = parts
    this.#uploads = new Uploads({ ...parts, commit: (decide) => this.#commit(decide) })
  }

  /** Carries a call out; what it changed is in place when the reply is there. Rejects with a Refusal, or a defect. */
  async perform(call: Call, signal: AbortSignal): Promise<Reply> {
    const { route, form } = call
    const asked = { ...form, fields: { ...call.query, ...form.fields } }
    try {
      refuseBody(route, form)
      this.#checkAccess({ ...call, form: asked })
      if (route.operation === 'upload') {
        return await this.#uploads.perform(asked, call.headers, route.resourceType, signal)
      }
      const reply = await this.#commit((moment) => this.#decide(route, asked, moment))
      if (route.operation !== 'explicit') return reply
      return await this.#parts.eager.addTo(reply, parseExplicit(asked.fields))
    } catch (error) {
      if (form.file) await this.#parts.supply.blobs.remove(form.file.content.id)
      throw error
    }
  }

  #checkAccess({ route, form, headers }: Call): void {
    if (route.cloudName !== this.#parts.account.cloudName)
      throw new Refusal(401, `Invalid cloud_name ${route.cloudName}`)
    if (route.operation === 'admin') checkBasicAuthorization(headers.authorization, this.#parts.account)
    else if (!isUnsignedUpload(route, form.fields))
      checkSignature(form.fields, this.#parts.account, this.#parts.clock.nowMs())
  }

  async #commit(decide: (moment: Moment) => Decision): Promise<Reply> {
    const { reply, unusedBlobs } = this.#parts.store.commit(this.#parts.clock.nowMs(), decide)
    await Promise.all(unusedBlobs.map((blob) => this.#parts.supply.blobs.remove(blob)))
    return reply
  }

  #decide(route: DecidedRoute, form: Form, moment: Moment): Decision {
    const { fields } = form
    const { account, store, settings } = this.#parts
    switch (route.operation) {
      case 'admin':
        return decideAdmin(store, route, form, { account, settings: settings.values, moment })
      case 'destroy':
        return decideDestroy(store, route.resourceType, parseDestroy(fields))
      case 'rename':
        return decideRename(store, route.resourceType, parseRename(fields), moment, settings.values)
      case 'explicit':
        return decideExplicit(store, route.resourceType, parseExplicit(fields), moment)
      case 'tags':
        return decideTags(store, route.resourceType, parseTags(fields), moment)
      case 'context':
        return decideContext(store, route.resourceType, parseContextCommand(fields), moment)
      case 'metadata':
        return decideMetadata(store, route.resourceType, parseMetadataCommand(fields), moment)
    }
  }
}
