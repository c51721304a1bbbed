import type { AssetAddress } from '../model/address.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import type { AppliedAsset, Entry } from '../model/entry.ts'
import type { Observation, ObservedObject } from '../model/observation.ts'
import type { ReasonCode } from '../model/reasons.ts'
import type { RuleMatch } from '../rules/rules.ts'

/** What is to be done for a key, always with the reason. */
export type Plan =
  | {
      readonly kind: 'skip'
      readonly reason: string
      readonly refused?: true
      /** True where nothing can be done until the object is restored from an archive class. */
      readonly archived?: true
      /** Digest of the rules by which the asset was found equal. */
      readonly rules?: string
    }
  | {
      readonly kind: 'wait'
      readonly reason: string
      readonly untilMs: number
      readonly absentSinceMs?: number
      /** True where what is waited for may come any moment, so that looking again early pays. */
      readonly poll?: boolean
    }
  | { readonly kind: 'refuse'; readonly reason: string; readonly code: ReasonCode }
  | {
      readonly kind: 'destroy'
      readonly reason: string
      readonly address: AssetAddress
      readonly invalidate: boolean
      /** True where the guard is asked: the key is known to have the asset. */
      readonly isDeletion: boolean
      /** ID of an asset that stays, should it be there. */
      readonly spared?: string
      /** What was observed when this was decided. */
      readonly observation: Observation
    }
  | ({ readonly kind: 'update'; readonly applied: AppliedAsset } & Sending)
  | ({
      readonly kind: 'upload'
      /** False where an asset that is there already may be someone else's. */
      readonly overwrite: boolean
    } & Sending)
  /** What the key has at its own address is not known, and belongs elsewhere: it is looked at. */
  | { readonly kind: 'look'; readonly reason: string; readonly address: AssetAddress }
  /** The key's own asset goes to another address. */
  | ({ readonly kind: 'move'; readonly applied: AppliedAsset } & Sending)
  /** The key has no asset yet: it is a rename if a key with the same content has gone, else an upload. */
  | ({ readonly kind: 'create' } & Sending)

/** What an asset is made from. */
export interface Sending {
  readonly reason: string
  readonly object: ObservedObject
  readonly desired: DesiredAsset
}

/** All that a plan is made from. `entry` has been freed of leases that ran out (see record/transitions.ts). */
export interface Situation {
  readonly bucket: string
  readonly entry: Entry
  readonly observation: Observation
  readonly match: RuleMatch
  readonly nowMs: number
  readonly settleMs: number
}
