import { createHash } from 'node:crypto'
import { ADDRESS_RULE, NO_FAILURES, PAIR_RULE, type PauseRule, pauseEndMs } from '../../shared/identity/pause.ts'
import type { Failures } from '../../shared/ports/ftp-users.ts'

const placesMax = 10_000

/** Who has been given a password for, and from where. */
export interface Guess {
  readonly address: string
  readonly user: string
}

/**
 * Who has guessed wrong passwords, by the rules of the identity function: for one user from an address, and for all users from it. A few are
 * free, for people mistype; after them no password is looked at until a pause is over, whatever the number of connections that they come over.
 */
export class LoginPauses {
  readonly #failures = new Map<string, Failures>()

  /** How many milliseconds to wait until a password is looked at; 0 where there is no need to. */
  waitMs(guess: Guess, nowMs: number): number {
    const ends = rulesFor(guess).map(([place, rule]) => pauseEndMs(this.#of(place), rule, nowMs))
    return Math.max(...ends) - nowMs
  }

  /** Counts a wrong password. */
  failed(guess: Guess, nowMs: number): void {
    for (const [place, rule] of rulesFor(guess)) this.#count(place, rule, nowMs)
  }

  /** Forgets what was wrong for this user from this address: whoever knows one user's password may still guess those of others. */
  succeeded(guess: Guess): void {
    this.#failures.delete(pairOf(guess))
  }

  #of(place: string): Failures {
    return this.#failures.get(place) ?? NO_FAILURES
  }

  #count(place: string, { windowMs }: PauseRule, nowMs: number): void {
    const { count, sinceMs } = this.#of(place)
    const isFirst = count === 0 || sinceMs <= nowMs - windowMs
    // The one that failed last is the last to be forgotten.
    this.#failures.delete(place)
    this.#failures.set(place, { count: isFirst ? 1 : count + 1, sinceMs: isFirst ? nowMs : sinceMs, lastMs: nowMs })
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > placesMax && oldest !== undefined) this.#failures.delete(oldest)
  }
}

function rulesFor(guess: Guess): readonly (readonly [string, PauseRule])[] {
  return [
    [guess.address, ADDRESS_RULE],
    [pairOf(guess), PAIR_RULE],
  ]
}

// A name may be as long as a line, and a password by mistake.
function pairOf({ address, user }: Guess): string {
  return `${address} ${createHash('sha256').update(user).digest('base64')}`
}
