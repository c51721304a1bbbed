import { addressOf } from './rules.ts'
import { FOREIGN_KEY } from './workload.ts'
import { TIMES, type World } from './world.ts'

/** How long a state must last to count as settled: what an event's way and an upload take. */
const SETTLED_MS = 700

interface State {
  readonly atMs: number
  /** Names the object; undefined where there is none, or none that is mirrored. */
  readonly object: string | undefined
}

/** Follows every key's states, to count settled changes and to measure how long the account lagged behind. */
export class Measures {
  readonly staleMs: number[] = []
  readonly #world: World
  readonly #states = new Map<string, State[]>()
  readonly #pending = new Map<string, number>()

  constructor(world: World) {
    this.#world = world
    world.onWrite = (key) => this.#note(key)
    world.onMutation = () => this.#check()
  }

  /** States that lasted, and differ from the one before. A disappearance lasts when it outlasts the settle window. */
  settledChanges(): number {
    let count = 0
    for (const states of this.#states.values()) {
      let last: string | undefined
      for (const [index, { atMs, object }] of states.entries()) {
        const lastedMs = (states[index + 1]?.atMs ?? Number.POSITIVE_INFINITY) - atMs
        if (object === last || lastedMs < (object === undefined ? TIMES.settleMs : SETTLED_MS)) continue
        last = object
        count++
      }
    }
    return count
  }

  #note(key: string): void {
    if (!addressOf(key) || key === FOREIGN_KEY) return
    const head = this.#world.store.head(key)
    // Nobody can mirror it now; what was there stays.
    if (head?.archived) return void this.#pending.delete(key)
    const isMirrored = head && head.sizeBytes > 0 && !head.bytes.name.startsWith('poison')
    const object = isMirrored ? `${head.etag} ${head.lastModifiedMs} ${head.versionId}` : undefined
    this.#states.set(key, [...(this.#states.get(key) ?? []), { atMs: this.#world.nowMs, object }])
    if (!this.#isEqual(key)) this.#pending.set(key, this.#world.nowMs)
    else this.#pending.delete(key)
  }

  #check(): void {
    for (const [key, sinceMs] of this.#pending) {
      if (!this.#isEqual(key)) continue
      this.staleMs.push(this.#world.nowMs - sinceMs)
      this.#pending.delete(key)
    }
  }

  #isEqual(key: string): boolean {
    const address = addressOf(key)
    if (!address) return true
    const asset = this.#world.media.at(address)
    const head = this.#world.store.head(key)
    if (!head || head.sizeBytes === 0) return asset?.context.source_key !== key
    return asset?.bytes.name === head.bytes.name && asset.context.source_key === key
  }
}
