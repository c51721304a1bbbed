import type { LocalCloudinary } from '../../../local/cloudinary/start.ts'
import { sdk } from './sdk.ts'
import { account, admin } from './support.ts'

type Origin = Pick<LocalCloudinary, 'origin'>

/** Parameters as they go over the wire: a list is sent as `name[]`. */
export type Parameters = Readonly<Record<string, string | readonly string[]>>

/** Parameters with the account's signature. */
export function sign(parameters: Parameters): Parameters {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const { file: _, resource_type: __, ...signed } = { file: '', resource_type: '', ...parameters, timestamp }
  const signature = sdk.utils.api_sign_request(signed, account.apiSecret)
  return { ...parameters, timestamp, signature, api_key: account.apiKey }
}

/** Parameters as the body of a form, or as a query. */
export function encode(parameters: Parameters): URLSearchParams {
  const encoded = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'string') encoded.append(name, value)
    else for (const item of value) encoded.append(`${name}[]`, item)
  }
  return encoded
}

/** Calls the Upload API, signed, as no function of the SDK does. */
export function uploadApi({ origin }: Origin, operation: string, parameters: Parameters): Promise<Response> {
  const body = encode(sign(parameters))
  return fetch(`${origin}/v1_1/${account.cloudName}/${operation}`, { method: 'POST', body })
}

/** Calls the Admin API with a JSON body. */
export function adminJson(cloudinary: Origin, method: string, path: string, json: unknown): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' }
  return admin(cloudinary, path, { method, body: JSON.stringify(json), headers })
}

/** Calls the Admin API with the body of a form. */
export function adminForm(cloudinary: Origin, method: string, path: string, parameters: Parameters): Promise<Response> {
  return admin(cloudinary, path, { method, body: encode(parameters) })
}

/** The status of an answer, and the message of one that is an error. */
export async function answerOf(call: Promise<Response>): Promise<string> {
  const response = await call
  const text = await response.text()
  return response.ok ? `${response.status}` : `${response.status} ${JSON.parse(text).error.message}`
}

/** What is said of a parameter that an operation does not know. */
export function unknown(parameter: string, operation: string): string {
  return `400 Parameter ${parameter} of ${operation} is not known to the stand-in`
}
