import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { cloudinaryFailure } from '../../shared/adapters/cloudinary/failure.ts'
import { loadCloudinary } from '../../shared/adapters/cloudinary/sdk.ts'
import type { CloudinaryAccount } from '../../shared/ports/account.ts'

/** The longest that the Admin API is waited for: the SDK itself would wait for ever. */
export const ADMIN_DEADLINE_MS = 10_000

/** Cloudinary has not answered in time, or not as the account's. Its message holds no secret. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  /** True where the credentials were refused. */
  readonly isRefusal: boolean
  /** When it may be asked again (Unix milliseconds), where the hour's calls are used up. */
  readonly notBeforeMs: number | undefined

  constructor(message: string, { isRefusal = false, notBeforeMs }: { isRefusal?: boolean; notBeforeMs?: number } = {}) {
    super(message)
    this.isRefusal = isRefusal
    this.notBeforeMs = notBeforeMs
  }
}

type AdminApi = typeof import('cloudinary').v2.api

/** Asks the Admin API, with the account's options. Each call counts against the account's hourly limit. */
export async function askAdmin(
  account: CloudinaryAccount,
  call: (api: AdminApi, options: object) => Promise<unknown>,
  deadlineMs = ADMIN_DEADLINE_MS,
): Promise<unknown> {
  const { cloudName, apiKey, apiSecret, uploadPrefix } = account
  const { v2 } = await loadCloudinary(uploadPrefix)
  const agent = uploadPrefix?.startsWith('http:') ? new HttpAgent() : new HttpsAgent()
  const prefix = uploadPrefix === undefined ? {} : { upload_prefix: uploadPrefix }
  const options = { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret, agent, ...prefix }
  const deadline = deadlineAfter(deadlineMs)
  try {
    return await Promise.race([call(v2.api, options), deadline.passed])
  } catch (thrown) {
    throw thrown instanceof AdminError ? thrown : safeError(thrown, account)
  } finally {
    deadline.clear()
    // Ends the request, if there is one still.
    agent.destroy()
  }
}

/** What the SDK throws has the key and the secret in it. */
function safeError(thrown: unknown, { apiSecret }: CloudinaryAccount): AdminError {
  const failure = cloudinaryFailure(thrown)
  const notBeforeMs = 'notBeforeMs' in failure ? failure.notBeforeMs : undefined
  return new AdminError(failure.message.replaceAll(apiSecret, '[redacted]'), {
    isRefusal: failure.code === 'cloudinary-401',
    ...(notBeforeMs !== undefined && { notBeforeMs }),
  })
}

function deadlineAfter(ms: number) {
  const { promise, reject } = Promise.withResolvers<never>()
  const late = () => reject(new AdminError(`Cloudinary has not answered within ${ms / 1000} s`))
  const timer = setTimeout(late, ms)
  return { passed: promise, clear: () => clearTimeout(timer) }
}
