import { Refusal } from '../refusal.ts'
import type { Credentials } from '../signature.ts'

/** Lets a call of the Admin API pass only with the account's key and secret. */
export function checkBasicAuthorization(header: string | undefined, { apiKey, apiSecret }: Credentials): void {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) throw new Refusal(401, 'Invalid credentials')
  const [, key, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (key !== apiKey) throw new Refusal(401, 'unknown api_key')
  if (secret !== apiSecret) throw new Refusal(401, 'api_secret mismatch')
}
