import type { FtpUser } from '../model/ftp-user.ts'
import type { Clock } from '../ports/clock.ts'
import type { FtpUsers, LoginFailures } from '../ports/ftp-users.ts'
import { countedAddress } from './address.ts'
import { type Admission, admissionOf, type Door } from './answer.ts'
import { type LoginRequest, parseLoginRequest } from './event.ts'
import { judgeLogin, type LoginFacts, type RefusalCode, type Verdict } from './judge.ts'
import { type Derive, isPassword } from './password.ts'
import { ADDRESS_RULE, isPaused, PAIR_RULE } from './pause.ts'

/** What a login works with. */
export interface Identity extends Door {
  readonly users: FtpUsers
  readonly failures: LoginFailures
  readonly clock: Pick<Clock, 'nowMs'>
  /** What a password costs now: the work doubles with each one more. */
  readonly logCost: number
  readonly derive: Derive
}

/** What is logged of a login: nothing that may be a password, so that a name is there only where it is a user's. */
export interface LoginReport {
  readonly outcome: 'in' | RefusalCode
  readonly user?: string
  readonly by?: 'key' | 'password'
  readonly protocol?: string
  readonly address?: string
}

/** What came of a login. An empty answer lets nobody in. */
export interface Login {
  readonly answer: Admission | Readonly<Record<string, never>>
  readonly report: LoginReport
}

/** Answers a question of AWS Transfer Family. What it reads, writes and computes is the same for users that there are and are not. */
export async function logIn(event: unknown, identity: Identity): Promise<Login> {
  const request = parseLoginRequest(event)
  if (!request) return { answer: {}, report: { outcome: 'malformed' } }
  const { credential, protocol, address } = request
  const { verdict, user, pauses } = await lookUp(request, identity)
  if (credential.kind === 'password') await count(request, verdict, pauses, identity)
  const by = { by: credential.kind, protocol, address, ...(user && { user: user.name }) }
  if (!verdict.isIn) return { answer: {}, report: { outcome: verdict.code, ...by } }
  return { answer: admissionOf(verdict.user, request, identity), report: { outcome: 'in', ...by } }
}

/** Judges a login, and counts nothing. */
export async function lookUp(request: LoginRequest, identity: Identity): Promise<LookedUp> {
  const { credential, name } = request
  const [user, before] = await Promise.all([
    identity.users.find(name),
    credential.kind === 'password' ? readPauses(request, identity) : NEVER_PAUSED,
  ])
  const known = { request, user }
  // Whoever is paused has no work done for them. It tells nothing of a user: names without one are paused alike.
  if (credential.kind === 'key' || before.isPaused) return judged({ ...known, isPasswordRight: false }, before)
  const isPasswordRight = await isPassword(credential.password, user?.passwordHash, identity)
  // Of many passwords that are tried at once those that are judged later meet the pause.
  return judged({ ...known, isPasswordRight }, await readPauses(request, identity))
}

function judged(facts: Omit<LoginFacts, 'isPaused'>, pauses: Pauses): LookedUp {
  return { verdict: judgeLogin({ ...facts, isPaused: pauses.isPaused }), user: facts.user, pauses }
}

/** What is known of a login before anything is counted. */
export interface LookedUp {
  readonly verdict: Verdict
  readonly user: FtpUser | undefined
  readonly pauses: Pauses
}

/** Whether passwords are looked at now. */
export interface Pauses {
  readonly isPaused: boolean
  /** True where passwords for this user were wrong from this address. */
  readonly hasFailed: boolean
}

const NEVER_PAUSED: Pauses = { isPaused: false, hasFailed: false }

async function readPauses(request: LoginRequest, { failures, clock }: Identity): Promise<Pauses> {
  const { pair, all } = placesOf(request)
  const [ofPair, ofAll] = await Promise.all([failures.read(pair), failures.read(all)])
  const nowMs = clock.nowMs()
  return {
    isPaused: isPaused(ofPair, PAIR_RULE, nowMs) || isPaused(ofAll, ADDRESS_RULE, nowMs),
    hasFailed: ofPair.count > 0,
  }
}

/** Counts what was refused, but during a pause, which ends by itself. Who knows the password has what they did wrong forgotten. */
async function count(
  request: LoginRequest,
  verdict: { readonly isIn: boolean },
  pauses: Pauses,
  { failures, clock }: Identity,
): Promise<void> {
  const { pair, all } = placesOf(request)
  const nowMs = clock.nowMs()
  // Not for the address as a whole: one user of it is no proof that it guesses no other's password.
  if (verdict.isIn) await (pauses.hasFailed && failures.forget(pair))
  else if (!pauses.isPaused) {
    await Promise.all([
      failures.add(pair, { nowMs, windowMs: PAIR_RULE.windowMs }),
      failures.add(all, { nowMs, windowMs: ADDRESS_RULE.windowMs }),
    ])
  }
}

function placesOf({ address, name }: LoginRequest) {
  const counted = countedAddress(address)
  return { pair: { address: counted, user: name }, all: { address: counted } }
}
