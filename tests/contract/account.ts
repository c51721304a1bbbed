import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { UploadApiOptions, UploadApiResponse } from 'cloudinary'
import { z } from 'zod'
import { type LocalCloudinary, startCloudinary } from '../../local/cloudinary/start.ts'

const realUrl = process.env.CONTRACT_CLOUDINARY_URL

/** Whether the book is held up to a real account. It must then be the only one of the process: see below. */
export const isReal = realUrl !== undefined && realUrl !== ''

// The SDK chooses between http and https when it is first loaded, by this variable.
const before = process.env.CLOUDINARY_URL
process.env.CLOUDINARY_URL = isReal ? realUrl : 'cloudinary://none:none@none?upload_prefix=http%3A%2F%2F127.0.0.1'
const { v2: sdk } = await import('cloudinary')
if (before === undefined) delete process.env.CLOUDINARY_URL
else process.env.CLOUDINARY_URL = before

export { sdk }

interface Credentials {
  readonly cloud_name: string
  readonly api_key: string
  readonly api_secret: string
  readonly upload_prefix?: string
  // Not set; but the SDK's types want to see something that they know.
  readonly resource_type?: 'image' | 'video' | 'raw'
  readonly type?: 'upload' | 'private' | 'authenticated'
  readonly chunk_size?: number
}

const standIn = { cloudName: 'demo', apiKey: 'key', apiSecret: 'secret' }
const aws = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', accessKeyId: 'any', secretAccessKey: 'any' }

function parseUrl(url: string): Credentials {
  const { username, password, hostname, searchParams } = new URL(url)
  const upload_prefix = searchParams.get('upload_prefix')
  const credentials = { cloud_name: hostname, api_key: username, api_secret: decodeURIComponent(password) }
  return upload_prefix === null ? credentials : { ...credentials, upload_prefix }
}

const refusal = z.object({ http_code: z.number().optional(), message: z.string() })
const refusalSchema = z.union([refusal, z.object({ error: refusal }).transform(({ error }) => error)])

/** The status and the message of a call that must fail. */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: number | undefined; message: string }> {
  try {
    await call
  } catch (error) {
    const { http_code: status, message } = refusalSchema.parse(error)
    return { status, message }
  }
  throw new Error('It was expected to be refused.')
}

/** An account of Cloudinary's, real or not, in which everything that begins with the prefix is the book's own. */
export class Account {
  readonly prefix = `contract-${randomBytes(6).toString('hex')}`
  readonly #fields: string[] = []
  readonly #presets: string[] = []
  #standIn: LocalCloudinary | undefined
  #credentials: Credentials | undefined

  async start(): Promise<void> {
    if (!isReal) this.#standIn = await startCloudinary({ ...standIn, port: 0, aws })
    this.#credentials = parseUrl(this.#standIn?.url ?? realUrl ?? '')
  }

  /** The options of every call. */
  get access(): Credentials {
    if (!this.#credentials) throw new Error('The account is opened before the tests, not while they are declared.')
    return this.#credentials
  }

  /** A public id that is the book's own. */
  id(name: string): string {
    return `${this.prefix}/${name}`
  }

  upload(name: string, file: string, options: UploadApiOptions = {}): Promise<UploadApiResponse> {
    return sdk.uploader.upload(file, { ...this.access, public_id: this.id(name), ...options })
  }

  /** The asset as the Upload API shows it, which counts against no limit; nothing where there is none. */
  async find(name: string, options: object = {}): Promise<UploadApiResponse | undefined> {
    try {
      return await sdk.uploader.explicit(this.id(name), { ...this.access, type: 'upload', ...options })
    } catch (error) {
      if (refusalSchema.parse(error).http_code === 404) return undefined
      throw error
    }
  }

  /** Defines a field of structured metadata for as long as the book is open, and gives its id. */
  async define(name: string, field: object): Promise<string> {
    const external_id = `${this.prefix}_${name}`
    this.#fields.push(external_id)
    await sdk.api.add_metadata_field({ label: external_id, type: 'string', ...field, external_id }, { ...this.access })
    return external_id
  }

  /** Creates an upload preset for as long as the book is open, and gives its name. */
  async preset(name: string, options: object): Promise<string> {
    const full = `${this.prefix}_${name}`
    this.#presets.push(full)
    await sdk.api.create_upload_preset({ ...this.access, ...options, name: full })
    return full
  }

  /** Looks again and again, for real accounts take their time. */
  async eventually<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const value = await look()
      if (value !== undefined) return value
      await sleep(isReal ? 1000 : 20)
    }
    throw new Error('It did not come about.')
  }

  /** Takes away everything that the book has left behind. */
  async stop(): Promise<void> {
    for (const resource_type of ['image', 'raw'] as const) {
      for (const type of ['upload', 'private']) {
        await sdk.api.delete_resources_by_prefix(`${this.prefix}/`, { ...this.access, resource_type, type })
      }
    }
    for (const field of this.#fields) await sdk.api.delete_metadata_field(field, { ...this.access })
    for (const preset of this.#presets) await sdk.api.delete_upload_preset(preset, { ...this.access })
    await this.#standIn?.stop()
  }
}
