import * as z from 'zod'
import { TransientError } from '../../model/errors.ts'
import { type AccountSource, type CloudinaryAccount, fixedAccount, readCloudinaryUrl } from '../../ports/account.ts'
import type { Clock } from '../../ports/clock.ts'
import { systemClock } from '../clock.ts'
import { type JsonCall, jsonService } from './json-call.ts'

/** A new secret is used after this time at the latest, and a read costs a two-hundred-thousandth of a dollar. */
const KEPT_MS = 300_000

/** How a secret is read; with `isForced` also where one is kept. */
export type ReadSecret = (name: string, isForced: boolean) => Promise<unknown>

/** Where the settings say that the account is: in themselves, or in a secret by that name. */
export function accountSource(settings: {
  readonly cloudinary: CloudinaryAccount | undefined
  readonly cloudinarySecret: string | undefined
}): AccountSource {
  if (settings.cloudinary) return fixedAccount(settings.cloudinary)
  return secretAccount(settings.cloudinarySecret ?? '', secretsManager())
}

/** The account that a secret holds as an API environment variable. Kept for minutes, and read again after a refusal. */
export function secretAccount(name: string, read: ReadSecret): AccountSource {
  let isRefused = false
  return {
    async account() {
      const isForced = isRefused
      isRefused = false
      const account = readCloudinaryUrl(String(await readSecret(name, isForced, read)))
      if (!('fault' in account)) return account
      // What it holds instead is not repeated: it may be a secret all the same.
      isRefused = true
      throw unreadable(`the secret ${name} holds ${account.fault}`)
    },
    forget() {
      isRefused = true
    },
  }
}

async function readSecret(name: string, isForced: boolean, read: ReadSecret): Promise<unknown> {
  try {
    return await read(name, isForced)
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown)
    throw unreadable(`the secret ${name} cannot be read: ${said}`, thrown)
  }
}

/** Without the account no change can be mirrored. */
function unreadable(reason: string, cause?: unknown): TransientError {
  return new TransientError('secret-unreadable', reason, { scope: 'account', cause })
}

const answerSchema = z.object({ SecretString: z.string() })

/** Reads secrets from AWS Secrets Manager, without its SDK, and keeps each for minutes. */
export function secretsManager(
  call: JsonCall = jsonService('secretsmanager'),
  clock: Pick<Clock, 'nowMs'> = systemClock,
): ReadSecret {
  const kept = new Map<string, { readonly text: string; readonly untilMs: number }>()
  return async (SecretId, isForced) => {
    const nowMs = clock.nowMs()
    const known = kept.get(SecretId)
    if (known && !isForced && nowMs < known.untilMs) return known.text
    const { SecretString: text } = answerSchema.parse(await call('GetSecretValue', { SecretId }))
    kept.set(SecretId, { text, untilMs: nowMs + KEPT_MS })
    return text
  }
}
