import type { MemoryWorld } from '../../tests/support/world.ts'

/** What is not as the bucket says. */
export interface Wrong {
  readonly missing: readonly string[]
  readonly stale: readonly string[]
  readonly extra: readonly string[]
}

/** The public ID that a key has by the defaults; undefined where it is not mirrored. */
export function publicIdOf({ rules }: MemoryWorld, key: string): string | undefined {
  return rules.matchRule(key).kind === 'matched' ? key.replace(/\.[^./]+$/, '') : undefined
}

/** Compares an account with the bucket, by names and contents. */
export function wrongOf(world: MemoryWorld): Wrong {
  const account = new Map([...world.media.assets.values()].map(({ address, bytes }) => [address.publicId, bytes.name]))
  const missing: string[] = []
  const stale: string[] = []
  for (const key of world.store.keys()) {
    const publicId = publicIdOf(world, key)
    if (publicId === undefined) continue
    const content = account.get(publicId)
    account.delete(publicId)
    if (content === undefined) missing.push(key)
    else if (content !== world.store.head(key)?.bytes.name) stale.push(key)
  }
  return { missing, stale, extra: [...account.keys()] }
}

interface State {
  readonly atMs: number
  readonly content: string | undefined
}

/** Follows what each key that is mirrored has, to tell which changes have lasted and how long each took to show. */
export class Followed {
  readonly lagMs: number[] = []
  readonly #world: MemoryWorld
  readonly #states = new Map<string, State[]>()
  readonly #behind = new Map<string, number>()

  constructor(world: MemoryWorld) {
    this.#world = world
  }

  /** Called after each write to S3. */
  noteWrite(key: string): void {
    const publicId = publicIdOf(this.#world, key)
    if (publicId === undefined) return
    const atMs = this.#world.clock.nowMs()
    const content = this.#world.store.head(key)?.bytes.name
    this.#states.set(key, [...(this.#states.get(key) ?? []), { atMs, content }])
    if (content === undefined) this.#behind.delete(key)
    else this.#behind.set(key, atMs)
  }

  /** Called after each change of the account. */
  noteEffect(): void {
    for (const [key, sinceMs] of this.#behind) {
      const content = this.#world.store.head(key)?.bytes.name
      const address = { resourceType: 'image', type: 'upload', publicId: publicIdOf(this.#world, key) ?? '' } as const
      if (this.#world.media.at(address)?.bytes.name !== content) continue
      this.lagMs.push(this.#world.clock.nowMs() - sinceMs)
      this.#behind.delete(key)
    }
  }

  /** How many states of keys lasted so long, and differ from the one before: for a disappearance, the settle window. */
  netChanges(lastedMs: number, settleMs: number): number {
    return [...this.#states.values()].reduce((sum, states) => sum + netChangesOf(states, lastedMs, settleMs), 0)
  }
}

/** How many of a key's states lasted, and differ from the one before that did. */
export function netChangesOf(states: readonly State[], lastedMs: number, settleMs: number): number {
  let last: string | undefined
  let count = 0
  for (const [index, { atMs, content }] of states.entries()) {
    const untilMs = states[index + 1]?.atMs ?? Number.POSITIVE_INFINITY
    if (content === last || untilMs - atMs < (content === undefined ? settleMs : lastedMs)) continue
    last = content
    count++
  }
  return count
}
