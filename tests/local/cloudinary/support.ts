import type { UploadApiOptions, UploadApiResponse } from 'cloudinary'
import { z } from 'zod'
import type { Clock } from '../../../local/cloudinary/clock.ts'
import { type LocalCloudinary, startCloudinary } from '../../../local/cloudinary/start.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts'
import { type Statistics, statisticsSchema } from '../statistics.ts'
import { sdk } from './sdk.ts'

export const account = { cloudName: 'demo', apiKey: 'key', apiSecret: 'secret' }
export const nowhere = { region: 'us-east-1', accessKeyId: 'any', secretAccessKey: 'any' }

export interface StartOptions {
  readonly dataDirectory?: string
  readonly port?: number
  readonly awsEndpoint?: string
  readonly clock?: Clock
}

/** Starts a stand-in for tests; without an AWS endpoint there is nothing behind s3:// addresses. */
export function start({ awsEndpoint = 'http://127.0.0.1:1', port = 0, ...options }: StartOptions = {}) {
  return startCloudinary({
    ...{ ...account, ...options, port },
    aws: { ...nowhere, endpoint: awsEndpoint },
  })
}

/** Starts stand-ins within the tests of one describe block; those that a failing test leaves running are stopped. */
export function useStart(): typeof start {
  const started: LocalCloudinary[] = []
  after(() => Promise.all(started.map((cloudinary) => cloudinary.stop())))
  return async (options) => {
    const cloudinary = await start(options)
    started.push(cloudinary)
    return cloudinary
  }
}

/** A stand-in for the tests of one describe block. */
export function useCloudinary(
  options: { awsEndpoint?: () => string; onDisk?: boolean; clock?: Clock } = {},
): () => LocalCloudinary {
  let running: LocalCloudinary | undefined
  const directory = options.onDisk ? useDirectory() : undefined
  before(async () => {
    running = await start({
      ...(options.awsEndpoint && { awsEndpoint: options.awsEndpoint() }),
      ...(directory && { dataDirectory: directory() }),
      ...(options.clock && { clock: options.clock }),
    })
  })
  after(() => running?.stop())
  return () => {
    if (!running) throw new Error('The stand-in is started before the tests, not while they are declared.')
    return running
  }
}

/** A directory that is removed after the tests of one describe block. */
export function useDirectory(): () => string {
  const directory = temporaryFolder('local-cloudinary')
  after(() => removeFolder(directory))
  return () => directory
}

type Origin = Pick<LocalCloudinary, 'origin'>

interface Access {
  readonly cloud_name: string
  readonly api_key: string
  readonly api_secret: string
  readonly upload_prefix: string
  // Not set; but the SDK's types want to see something that they know.
  readonly resource_type?: 'image' | 'video' | 'raw'
  readonly type?: 'upload' | 'private' | 'authenticated'
  readonly chunk_size?: number
}

/** The options that lead the SDK to a stand-in. */
export function access({ origin }: Origin): Access {
  return {
    cloud_name: account.cloudName,
    api_key: account.apiKey,
    api_secret: account.apiSecret,
    upload_prefix: origin,
  }
}

/** Uploads bytes as a stream, or what a URL points to. */
export function upload(
  cloudinary: Origin,
  file: Buffer | string,
  options: UploadApiOptions = {},
): Promise<UploadApiResponse> {
  const all = { ...access(cloudinary), ...options }
  if (typeof file === 'string') return sdk.uploader.upload(file, all)
  const { promise, resolve, reject } = Promise.withResolvers<UploadApiResponse>()
  const stream = sdk.uploader.upload_stream({ ...all, disable_promises: true }, (error, result) =>
    result ? resolve(result) : reject(error),
  )
  stream.end(file)
  return promise
}

const refusal = z.object({ http_code: z.number().optional(), message: z.string() })
const refusalSchema = z.union([refusal, z.object({ error: refusal }).transform(({ error }) => error)])

/** What the SDK says of a call that fails: the status, a space and the message. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    const { http_code, message } = refusalSchema.parse(error)
    return `${http_code} ${message}`
  }
  throw new Error('It was expected to be refused.')
}

/** The asset with this id, as the Admin API shows it; nothing when there is none. */
export async function find(
  cloudinary: Origin,
  publicId: string,
  options: { resource_type?: string; type?: string } = {},
): Promise<UploadApiResponse | undefined> {
  try {
    return await sdk.api.resource(publicId, { ...access(cloudinary), ...options })
  } catch (error) {
    const { error: cause } = z.object({ error: refusal }).parse(error)
    if (cause.http_code === 404) return undefined
    throw new Error(cause.message)
  }
}

/** Calls the Admin API as no function of the SDK does, and gives the answer unread. */
export function admin({ origin }: Origin, path: string, options: RequestInit = {}): Promise<Response> {
  const authorization = `Basic ${btoa(`${account.apiKey}:${account.apiSecret}`)}`
  return fetch(`${origin}/v1_1/${account.cloudName}/${path}`, {
    ...options,
    headers: { authorization, ...options.headers },
  })
}

const fieldsSchema = z.object({ metadata_fields: z.array(z.looseObject({ external_id: z.string() })) })

/** The ids of all fields of structured metadata; the SDK's own list always asks the account of its configuration. */
export async function fieldIds(cloudinary: Origin): Promise<string[]> {
  const { metadata_fields } = fieldsSchema.parse(await (await admin(cloudinary, 'metadata_fields')).json())
  return metadata_fields.map(({ external_id }) => external_id)
}

/** Defines fields of structured metadata that take any text. */
export async function defineTexts(cloudinary: Origin, ...ids: string[]): Promise<void> {
  for (const external_id of ids) {
    const field = { external_id, label: external_id, type: 'string' as const }
    await sdk.api.add_metadata_field(field, access(cloudinary))
  }
}

/** The bytes that are delivered at an address. */
export async function bytesAt(url: string): Promise<Buffer> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${response.status} ${url}`)
  return Buffer.from(await response.arrayBuffer())
}

/** Asks for faults. */
export async function setFaults(cloudinary: Origin, faults: object): Promise<Response> {
  return fetch(`${cloudinary.origin}/_control/faults`, { method: 'POST', body: JSON.stringify(faults) })
}

/** Changes how the account behaves. */
export async function setSettings(cloudinary: Origin, settings: object): Promise<Response> {
  return fetch(`${cloudinary.origin}/_control/settings`, { method: 'POST', body: JSON.stringify(settings) })
}

/** What the stand-in has counted. */
export async function statisticsOf(cloudinary: Origin): Promise<Statistics> {
  return statisticsSchema.parse(await (await fetch(`${cloudinary.origin}/_control/statistics`)).json())
}
