import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { CloudinaryAccount } from '../../shared/adapters/cloudinary/account.ts'
import { cloudinaryFailure } from '../../shared/adapters/cloudinary/failure.ts'
import { loadCloudinary } from '../../shared/config/cloudinary-sdk.ts'

/** The longest that the Admin API is waited for: the SDK itself would wait for ever. */
export const ADMIN_DEADLINE_MS = 10_000

/** Cloudinary has not answered in time, or not as the account's. Its message holds no secret. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  /** Undefined where there was no answer. */
  readonly isRefusal: boolean

  constructor(message: string, isRefusal: boolean) {
    super(message)
    this.isRefusal = isRefusal
  }
}

/** Asks the Admin API whether it answers, or for the account's limits. Counts against the account's hourly limit. */
export async function askAdmin(
  account: CloudinaryAccount,
  call: 'ping' | 'usage',
  deadlineMs = ADMIN_DEADLINE_MS,
): Promise<unknown> {
  const { cloudName, apiKey, apiSecret, uploadPrefix } = account
  const { v2 } = await loadCloudinary(uploadPrefix)
  const agent = uploadPrefix?.startsWith('http:') ? new HttpAgent() : new HttpsAgent()
  const prefix = uploadPrefix === undefined ? {} : { upload_prefix: uploadPrefix }
  const options = { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret, agent, ...prefix }
  const deadline = deadlineAfter(deadlineMs)
  try {
    return await Promise.race([v2.api[call](options), deadline.passed])
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
  const { message, code } = cloudinaryFailure(thrown)
  return new AdminError(message.replaceAll(apiSecret, '[redacted]'), code === 'cloudinary-401')
}

function deadlineAfter(ms: number) {
  const { promise, reject } = Promise.withResolvers<never>()
  const late = () => reject(new AdminError(`Cloudinary has not answered within ${ms / 1000} s`, false))
  const timer = setTimeout(late, ms)
  return { passed: promise, clear: () => clearTimeout(timer) }
}
