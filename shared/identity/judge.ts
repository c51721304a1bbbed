import type { FtpUser } from '../model/ftp-user.ts'
import { isAllowedFrom } from './address.ts'
import type { LoginRequest } from './event.ts'

/** Why someone is not let in, in plain words; only operators read it. */
export const REFUSALS = {
  malformed: 'the question is none of AWS Transfer Family',
  paused: 'there were too many wrong passwords from that address, so that none is looked at for up to 15 minutes',
  'unknown-user': 'there is no such user',
  disabled: 'the user is disabled',
  'wrong-address': 'the user may not come from that address',
  'no-key': 'the user has no key',
  'wrong-password': 'the password is wrong, or the user has none',
} as const

export type RefusalCode = keyof typeof REFUSALS

/** Let in as that user, or not. */
export type Verdict =
  | { readonly isIn: true; readonly user: FtpUser }
  | { readonly isIn: false; readonly code: RefusalCode }

/** What is known of a login when it is judged. */
export interface LoginFacts {
  readonly request: LoginRequest
  readonly user: FtpUser | undefined
  /** False for a login by key, too: that is compared elsewhere. */
  readonly isPasswordRight: boolean
  /** Whether passwords are looked at; keys are not guessed, and know no pause. */
  readonly isPaused: boolean
}

/** Judges a login. During a pause not even the right password is. */
export function judgeLogin({ request, user, isPasswordRight, isPaused }: LoginFacts): Verdict {
  const { credential, address } = request
  const refused = (code: RefusalCode): Verdict => ({ isIn: false, code })
  if (isPaused) return refused('paused')
  if (!user) return refused('unknown-user')
  if (user.isDisabled) return refused('disabled')
  if (!isAllowedFrom(address, user.from)) return refused('wrong-address')
  if (credential.kind === 'key') return user.publicKeys.length > 0 ? { isIn: true, user } : refused('no-key')
  return isPasswordRight ? { isIn: true, user } : refused('wrong-password')
}
