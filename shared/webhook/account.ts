import type { AccountSource, CloudinaryAccount } from '../ports/account.ts'
import type { Clock } from '../ports/clock.ts'

/** How long a secret that cannot be read is not asked for again: anyone who knows the URL could have it read at each call. */
export const PAUSE_MS = 30_000

/** The account for callers whom nobody knows yet: where it cannot be read, it is not read again for half a minute. */
export function sparingAccount(source: AccountSource, clock: Pick<Clock, 'nowMs'>): () => Promise<CloudinaryAccount> {
  let failed: { readonly untilMs: number; readonly thrown: unknown } | undefined
  return async () => {
    if (failed && clock.nowMs() < failed.untilMs) throw failed.thrown
    failed = undefined
    try {
      return await source.account()
    } catch (thrown) {
      failed = { untilMs: clock.nowMs() + PAUSE_MS, thrown }
      throw thrown
    }
  }
}
