import { NAMED_MS_MAX, THROTTLE_PAUSES } from '../../shared/adapters/cloudinary/retry-throttled.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { Random } from '../../tests/simulation/random.ts'
import { type Call, Moments } from '../../tests/support/moments.ts'
import type { Time } from './time.ts'

/** How long calls take, in ms; an event is how long S3's notification is on its way. */
export interface Latencies {
  readonly rows: number
  readonly source: number
  readonly queue: number
  readonly assets: number
  readonly event: number
}

/** About what the services of one region take, and a Cloudinary as fast as the stand-in. */
export const USUAL: Latencies = { rows: 4, source: 10, queue: 6, assets: 50, event: 50 }
/** Nothing takes time but Cloudinary. */
export const INSTANT: Latencies = { rows: 0, source: 0, queue: 0, assets: 50, event: 0 }

/** Calls to the outside take their time, and are counted. */
export class TimedCalls extends Moments {
  readonly counts = new Map<Call, number>()
  /** Called when a call has taken effect. */
  onEffect: (call: Call, of: string) => void = () => undefined
  /** Asked as a call to Cloudinary begins; what it throws is the answer. Returns what is to be called at its end. */
  admit: () => () => void = () => () => undefined
  /** How often Cloudinary had no time. */
  refused = 0
  /** False for one that takes the first answer. */
  asksAgain = true
  readonly #time: Time
  readonly #latencies: Latencies
  readonly #chance = new Random(2)

  constructor(time: Time, latencies: Latencies) {
    super()
    this.#time = time
    this.#latencies = latencies
  }

  override async around<Answer>(call: Call, of: string, land: () => Answer): Promise<Answer> {
    this.counts.set(call, (this.counts.get(call) ?? 0) + 1)
    const [service] = call.split('.')
    const leave = service === 'assets' ? await this.#admitted() : undefined
    // To sign a URL asks nobody.
    const isCall = isService(service, this.#latencies) && call !== 'source.locate'
    const ms = isCall ? this.#latencies[service] : 0
    // It takes effect, and Cloudinary pulls, half way.
    if (ms > 0) await this.#time.sleep(ms / 2)
    try {
      const answer = land()
      this.onEffect(call, of)
      return answer
    } finally {
      if (ms > 0) await this.#time.sleep(ms / 2)
      leave?.()
    }
  }

  /** Asks again where Cloudinary has no time, with the pauses of the adapter. */
  async #admitted(): Promise<() => void> {
    const { retries, minTimeout, maxTimeout } = THROTTLE_PAUSES
    for (let attempt = 0; ; attempt++) {
      try {
        return this.admit()
      } catch (thrown) {
        this.refused++
        const namedMs = thrown instanceof TransientError ? (thrown.notBeforeMs ?? 0) - this.#time.nowMs() : 0
        if (attempt === retries || !this.asksAgain || namedMs > NAMED_MS_MAX) throw thrown
        const spread = 1 + this.#chance.next()
        await this.#time.sleep(Math.max(0, namedMs) + Math.min(maxTimeout, spread * minTimeout * 2 ** attempt))
      }
    }
  }

  /** How often any of these was called. */
  count(...calls: readonly Call[]): number {
    return calls.reduce((sum, call) => sum + (this.counts.get(call) ?? 0), 0)
  }
}

function isService(name: string | undefined, latencies: Latencies): name is keyof Latencies {
  return name !== undefined && name in latencies
}
