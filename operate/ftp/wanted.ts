import type { Identity } from '../../shared/identity/log-in.ts'
import { hashPassword } from '../../shared/identity/password.ts'
import type { FtpUser } from '../../shared/model/ftp-user.ts'
import { generatePassword, newSalt } from './chance.ts'

/** A user as an operator wants it, before a password is generated and hashed. */
export type Wanted = Omit<FtpUser, 'passwordHash' | 'isDisabled'> & { readonly password?: string }

/** A user that was stored, with the password that was generated, which nobody is told again. */
export interface Added {
  readonly user: FtpUser
  readonly generated?: string
}

/** Someone else may disable or enable a user in the very moment in which it is replaced. */
const TRIES_MAX = 3

/**
 * Stores a user. One who has neither a password nor a key gets a password of chance. Undefined where there is a user of that
 * name that is not to be replaced; one that is replaced stays disabled.
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
    if (await users.put(user, { replaces })) return { user, ...(generated !== undefined && { generated }) }
    if (!replaces) return undefined
  }
  return undefined
}
