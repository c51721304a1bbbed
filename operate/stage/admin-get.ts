import { z } from 'zod'
import type { CloudinaryAccount } from '../../shared/ports/account.ts'

const errorSchema = z.object({ error: z.object({ message: z.string() }) })

/**
 * GETs a path of the Admin API for which the SDK has no function that takes an account: it lists metadata fields of the account in its
 * configuration only. Throws what the SDK would, for `askAdmin` to read.
 */
export async function getAdmin(account: CloudinaryAccount, path: string, deadlineMs: number): Promise<unknown> {
  const { cloudName, apiKey, apiSecret, uploadPrefix = 'https://api.cloudinary.com' } = account
  const authorization = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`
  const signal = AbortSignal.timeout(deadlineMs)
  const response = await fetch(`${uploadPrefix}/v1_1/${encodeURIComponent(cloudName)}/${path}`, {
    headers: { authorization },
    signal,
  })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return body
  const said = errorSchema.safeParse(body).data?.error.message ?? `status ${response.status}`
  throw { error: { message: said, http_code: response.status } }
}
