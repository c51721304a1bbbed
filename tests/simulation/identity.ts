import { sameAddress } from '../../shared/model/address.ts'
import { UPLOAD_TOKEN } from '../../shared/model/label.ts'
import { addressOf, hasPlainRules } from './rules.ts'
import type { Asset, Context, MediaRequest } from './services/media.ts'
import { TIMES, type World } from './world.ts'

/** A key's object at a time: the name of its content; undefined where there is none, or an empty one. */
interface State {
  readonly atMs: number
  readonly content: string | undefined
}

/** What an event's way, a read and a request may take: nothing is asked of halves that meet within less. */
const SLACK_MS = 2500

/**
 * Judges identity while a seed runs: an asset whose object has only been overwritten or renamed, both halves within the settle
 * window, is neither destroyed nor made a second time. Without faults and with plain rules this is a promise without exceptions.
 */
export class Identity {
  /** How many overwrites and renames were judged. */
  judged = 0
  readonly #world: World
  readonly #states = new Map<string, State[]>()

  constructor(world: World) {
    this.#world = world
    const { onWrite } = world
    world.onWrite = (key) => {
      onWrite(key)
      this.#note(key)
    }
    world.onRequest = (request) => this.#judge(request)
  }

  #note(key: string): void {
    const content = this.#world.store.head(key)?.bytes.name || undefined
    this.#states.set(key, [...(this.#states.get(key) ?? []), { atMs: this.#world.nowMs, content }])
  }

  #judge(request: MediaRequest): void {
    if (!hasPlainRules(this.#world)) return
    if (request.kind === 'destroy') this.#judgeDestroy(this.#world.media.at(request.address))
    if (request.kind === 'rename') this.judged++
    if (request.kind !== 'upload') return
    if (this.#world.media.at(request.address)) this.judged++
    else this.#judgeCreation(request.bytes.name, request.context)
  }

  /** An asset goes only when its object has been gone for the settle window. */
  #judgeDestroy(asset: Asset | undefined): void {
    const key = asset?.context.source_key
    const address = key === undefined ? undefined : addressOf(this.#world, key)
    if (!asset || !key || !address || !sameAddress(address, asset.address)) return
    const goneMs = this.#goneSince(key)
    const isEarly = goneMs !== undefined && this.#world.nowMs - goneMs < TIMES.settleMs - SLACK_MS
    // While the object is there the worker may have seen it gone just before.
    if (isEarly) this.#world.violations.push(`the asset of ${key} is destroyed within the settle window`)
  }

  /** A second asset is made only where no key of the same content has gone, for as long as that key's asset is there. */
  #judgeCreation(content: string, context: Context): void {
    const { media, nowMs, violations } = this.#world
    const key = context.source_key ?? ''
    // It was decided on when it was begun.
    if (isMadeInBackground(context)) return
    for (const asset of media.assets.values()) {
      const old = asset.context.source_key
      if (old === undefined || old === key || asset.bytes.name !== content) continue
      // The ledger knows it only when a worker has looked.
      if (isMadeInBackground(asset.context)) continue
      const [from, to] = [addressOf(this.#world, old), addressOf(this.#world, key)]
      if (!from || !to || !sameAddress(from, asset.address) || from.resourceType !== to.resourceType) continue
      const goneMs = this.#goneSince(old)
      if (goneMs === undefined) continue
      // Whoever looked while it was there for a moment has seen no key that is gone.
      const lastMs = this.#states.get(old)?.at(-1)?.atMs ?? nowMs
      const isMovable = nowMs - lastMs > SLACK_MS && nowMs - goneMs < TIMES.settleMs - SLACK_MS
      if (isMovable && this.#isTied(asset, old))
        violations.push(`${key} gets an asset of its own instead of the one of ${old}, which is gone`)
    }
  }

  /**
   * True where the service can know what the asset is: where an ETag says nothing of the bytes, or the account has altered them, only
   * an object that was still there after the upload ties them.
   */
  #isTied(asset: Asset, key: string): boolean {
    const isTold = !asset.bytes.inParts && !asset.isAltered && !this.#world.store.naming.usesKms
    return isTold || (this.#goneSince(key) ?? 0) - asset.version * 1000 > SLACK_MS
  }

  /** Since when the key has been gone, where it is gone now; what was there for a moment only may not have been seen. */
  #goneSince(key: string): number | undefined {
    const states = this.#states.get(key) ?? []
    let goneMs: number | undefined
    for (let index = states.length - 1; index >= 0; index--) {
      const state = states[index]
      const endMs = states[index + 1]?.atMs ?? this.#world.nowMs
      if (state?.content === undefined) goneMs = state?.atMs
      else if (index === states.length - 1 || endMs - state.atMs > SLACK_MS) return goneMs
    }
    return goneMs
  }
}

function isMadeInBackground(context: Context): boolean {
  return context[UPLOAD_TOKEN] !== undefined
}
