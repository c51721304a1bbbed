const failuresFree = 8
const pauseMsLeast = 1000
const pauseMsMost = 15 * 60_000
const forgottenAfterMs = 60 * 60_000
const addressesMax = 1000

interface Failures {
  readonly count: number
  readonly lastMs: number
}

/**
 * Who has guessed wrong passwords, by remote address. A few are free, for people mistype; after them no password is looked at until a
 * pause is over, which doubles with each further one, whatever the number of connections that they come over.
 */
export class LoginPauses {
  readonly #failures = new Map<string, Failures>()

  /** How many milliseconds an address has to wait until it may try again; 0 where it need not. */
  waitMs(address: string, nowMs: number): number {
    const { count, lastMs } = this.#of(address, nowMs)
    return count < failuresFree ? 0 : Math.max(0, lastMs + pauseMs(count) - nowMs)
  }

  /** Counts a wrong password. */
  failed(address: string, nowMs: number): void {
    const { count } = this.#of(address, nowMs)
    // The one that failed last is the last to be forgotten.
    this.#failures.delete(address)
    this.#failures.set(address, { count: count + 1, lastMs: nowMs })
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > addressesMax && oldest !== undefined) this.#failures.delete(oldest)
  }

  /** Forgets what an address did wrong: it knows the password. */
  succeeded(address: string): void {
    this.#failures.delete(address)
  }

  #of(address: string, nowMs: number): Failures {
    const found = this.#failures.get(address)
    return found && nowMs - found.lastMs < forgottenAfterMs ? found : { count: 0, lastMs: 0 }
  }
}

function pauseMs(count: number): number {
  return Math.min(pauseMsMost, pauseMsLeast * 2 ** Math.min(count - failuresFree, 20))
}
