import { type AssetAddress, spellAddress } from '../../../shared/model/address.ts'
import { PermanentError, TransientError } from '../../../shared/model/errors.ts'
import { messageOf } from '../../cli/trouble.ts'
import type { LivePlan } from './plan.ts'

/** What a live test does to the world, and sees of it. */
export interface LiveDoors {
  nowMs(): number
  /** Resolves early, and does not reject, where the signal says so. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** Puts the test object, where no object has its key. */
  put(key: string): Promise<void>
  /** Deletes the test object, if it is there, and no other; resolves with what of it stays all the same. */
  remove(key: string): Promise<string | undefined>
  /** True where the key's own asset is there. */
  isThere(address: AssetAddress, key: string): Promise<boolean>
  destroy(address: AssetAddress): Promise<void>
  /** Why the key gets no asset, where that is decided. */
  refusal(key: string): Promise<string | undefined>
  /** What is known of a key that has not got where it should. */
  situation(key: string): Promise<string>
}

/** How long is waited for what. */
export interface Patience {
  readonly arrivalMs: number
  readonly removalMs: number
}

/** Something that was done, and how long it took. */
export interface Step {
  readonly step: string
  readonly ms: number
}

/** What a live test has come to; `left` is what could not be taken away again. */
export interface LiveResult {
  readonly kind: 'passed' | 'failed' | 'interrupted'
  readonly reason: string
  readonly steps: readonly Step[]
  readonly left: readonly string[]
}

class Interrupted extends Error {}

const LOOK_AGAIN_MS = 250
const LOOK_AGAIN_MS_MAX = 2000

/**
 * Puts an object, waits for its asset, deletes the object and waits until the asset is gone. Whatever happens, it leaves neither
 * behind, or says what it has left. Tells of each step as soon as it is done. Never rejects.
 */
export async function testLive(
  doors: LiveDoors,
  plan: LivePlan,
  patience: Patience,
  signal: AbortSignal,
  tell: (step: Step) => void,
): Promise<LiveResult> {
  const run = new LiveRun(doors, plan, signal, tell)
  try {
    await run.goThrough(patience)
    return run.result('passed', '')
  } catch (thrown) {
    await run.clear()
    return run.result(thrown instanceof Interrupted ? 'interrupted' : 'failed', wordsOf(thrown))
  }
}

/** One test, and what of it may still be there. */
class LiveRun {
  readonly #doors: LiveDoors
  readonly #plan: LivePlan
  readonly #signal: AbortSignal
  readonly #tell: (step: Step) => void
  readonly #steps: Step[] = []
  readonly #left: string[] = []
  #hasObject = false
  #hasAsset = false

  constructor(doors: LiveDoors, plan: LivePlan, signal: AbortSignal, tell: (step: Step) => void) {
    this.#doors = doors
    this.#plan = plan
    this.#signal = signal
    this.#tell = tell
  }

  result(kind: LiveResult['kind'], reason: string): LiveResult {
    return { kind, reason, steps: this.#steps, left: this.#left }
  }

  async goThrough({ arrivalMs, removalMs }: Patience): Promise<void> {
    const { key, address, isKept } = this.#plan
    await this.#step(`put ${key}`, async () => {
      // A request without an answer may have put it all the same, and a worker may have seen it.
      this.#hasObject = true
      this.#hasAsset = true
      await this.#doors.put(key)
    })
    await this.#step(`its asset is there, ${spellAddress(address)}`, () => this.#wait(true, arrivalMs))
    await this.#step('deleted the object', () => this.#removeObject())
    if (isKept) await this.#step('destroyed the asset, which the rules keep', () => this.#doors.destroy(address))
    else await this.#step('the asset is gone', () => this.#wait(false, removalMs))
    this.#hasAsset = false
  }

  /** Takes away what is there. What a worker is still uploading is its own: it finds the object gone, and destroys what it has made. */
  async clear(): Promise<void> {
    const { key, address } = this.#plan
    if (this.#hasObject) await this.#try(`the object ${key}`, () => this.#removeObject())
    if (!this.#hasAsset) return
    await this.#try(`the asset ${spellAddress(address)}`, async () => {
      if (await this.#doors.isThere(address, key)) await this.#doors.destroy(address)
    })
  }

  async #removeObject(): Promise<void> {
    const left = await this.#doors.remove(this.#plan.key)
    this.#hasObject = false
    if (left !== undefined) this.#left.push(left)
  }

  async #step(step: string, run: () => Promise<void>): Promise<void> {
    const startMs = this.#doors.nowMs()
    await run()
    const done = { step, ms: this.#doors.nowMs() - startMs }
    this.#steps.push(done)
    this.#tell(done)
    if (this.#signal.aborted) throw new Interrupted('it was interrupted')
  }

  /** Looks, with pauses that grow, until the asset is there, or is gone. */
  async #wait(isWanted: boolean, mostMs: number): Promise<void> {
    const { key } = this.#plan
    const endMs = this.#doors.nowMs() + mostMs
    for (let pauseMs = LOOK_AGAIN_MS; ; pauseMs = Math.min(pauseMs * 2, LOOK_AGAIN_MS_MAX)) {
      const found = await this.#look()
      if (found === isWanted) return
      const refusal = isWanted ? await this.#doors.refusal(key) : undefined
      if (refusal !== undefined) throw new Error(`${key} was refused: ${refusal}`)
      if (this.#signal.aborted) throw new Interrupted('it was interrupted')
      if (this.#doors.nowMs() >= endMs) {
        const [expected, seen] = isWanted ? ['an asset', 'none'] : ['no asset', 'one']
        const said = typeof found === 'string' ? found : seen
        const situation = await this.#doors.situation(key)
        throw new Error(`expected ${expected} of ${key} after ${mostMs / 1000} s, found ${said}; ${situation}`)
      }
      await this.#doors.sleep(pauseMs, this.#signal)
    }
  }

  /** Whether the asset is there, or why that cannot be told at the moment. */
  async #look(): Promise<boolean | string> {
    const { address, key } = this.#plan
    return this.#doors.isThere(address, key).catch((thrown: unknown) => {
      if (thrown instanceof TransientError) return thrown.message
      throw thrown
    })
  }

  async #try(what: string, run: () => Promise<void>): Promise<void> {
    await run().catch((thrown: unknown) => this.#left.push(`${what}: ${wordsOf(thrown)}`))
  }
}

/** Errors of Cloudinary say all by themselves; those of AWS often by their names only. */
function wordsOf(thrown: unknown): string {
  const isCloudinarys = thrown instanceof PermanentError || thrown instanceof TransientError
  return isCloudinarys ? thrown.message : messageOf(thrown)
}
