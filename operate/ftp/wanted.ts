import { isDeepStrictEqual } from 'node:util'
import type { Identity } from '../../shared/identity/log-in.ts'
import { hashPassword } from '../../shared/identity/password.ts'
import type { FtpUser } from '../../shared/model/ftp-user.ts'
import type { FtpUsers } from '../../shared/ports/ftp-users.ts'
import { generatePassword, newSalt } from './chance.ts'

/** A user as an operator wants it, before a password is generated and hashed. */
export type Wanted = Omit<FtpUser, 'passwordHash' | 'isDisabled'> & { readonly password?: string }

/** A user that was stored, with the password that was generated, which nobody is told again. */
export interface Added {
  readonly user: FtpUser
  readonly generated?: string
  /** Why nobody can tell whether it is stored: neither the write was answered, nor the question what came of it. */
  readonly doubt?: unknown
}

/** Someone else may disable or enable a user in the very moment in which it is replaced. */
const TRIES_MAX = 3

/**
 * Stores a user. One who has neither a password nor a key gets a password of chance. Undefined where there is a user of that
 * name that is not to be replaced; one that is replaced stays disabled. Throws where the user is not stored.
 */
export async function addUser(
  wanted: Wanted,
  { users, derive, logCost }: Pick<Identity, 'users' | 'derive' | 'logCost'>,
  { replaces }: { readonly replaces: boolean },
): Promise<Added | undefined> {
  const { password: given, ...rest } = wanted
  const generated = given === undefined && wanted.publicKeys.length === 0 ? generatePassword() : undefined
  const password = given ?? generated
  const passwordHash =
    password === undefined ? undefined : await hashPassword(password, { salt: newSalt(), logCost, derive })
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const before = replaces ? await users.find(wanted.name) : undefined
    const isDisabled = before?.isDisabled ?? false
    const user: FtpUser = { ...rest, isDisabled, ...(passwordHash !== undefined && { passwordHash }) }
    const stored = await store(user, users, { replaces })
    if (stored !== false) return { user, ...(generated !== undefined && { generated }), ...stored }
    if (!replaces) return undefined
  }
  return undefined
}

/**
 * Stores it, or finds out that it is stored: an answer may get lost on its way, and what is sent again then meets what it has itself written.
 * False where another is there.
 */
async function store(
  user: FtpUser,
  users: Pick<FtpUsers, 'find' | 'put'>,
  options: { readonly replaces: boolean },
): Promise<false | Pick<Added, 'doubt'>> {
  const { done, thrown } = await users.put(user, options).then(
    (done) => ({ done, thrown: undefined }),
    (thrown: unknown) => ({ done: false, thrown }),
  )
  if (done) return {}
  try {
    const found = await users.find(user.name)
    // Someone may have disabled it since.
    if (found && isDeepStrictEqual({ ...found, isDisabled: user.isDisabled }, user)) return {}
  } catch {
    return { doubt: thrown ?? new Error('it cannot be read back') }
  }
  if (thrown !== undefined) throw thrown
  return false
}

/** What is said of what was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'an error'
}
