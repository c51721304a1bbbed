import type { Account } from './account.ts'
import type { Bucket } from './bucket/bucket.ts'
import type { LoginPauses } from './login-pauses.ts'
import type { Tls } from './tls/tls.ts'
import type { Identify } from './users.ts'

/** What a client, and the server for it, may do at most. */
export interface SessionLimits {
  /** How long it may say nothing before it has logged in. */
  readonly loginIdleMs: number
  /** And afterwards, but for transfers. */
  readonly idleMs: number
  /** How large a file that it sends may be. */
  readonly fileBytesMax: number
  /** What is copied in one request. */
  readonly copyBytesMax: number
}

/** What all sessions of a server share. */
export interface Shared {
  readonly account: Account
  /** Undefined where the account is the only one. */
  readonly identify: Identify | undefined
  readonly bucket: Bucket
  readonly nowMs: () => number
  readonly pauses: LoginPauses
  readonly limits: SessionLimits
  /** Undefined where connections cannot be protected. */
  readonly tls: Tls | undefined
}
