import { type AssetAddress, sameAddress } from './address.ts'
import type { Content } from './content.ts'

/** What was last applied to Cloudinary for a key. `unknown`: a request in doubt may have changed it. */
export type Applied =
  | { readonly state: 'nothing' }
  | AppliedAsset
  | {
      readonly state: 'unknown'
      readonly address: AssetAddress
      /** True where the key had an asset of its own before the doubt, which may then be overwritten unseen. */
      readonly owned: boolean
    }

/** An asset that a key is known to have. */
export interface AppliedAsset {
  readonly state: 'asset'
  readonly address: AssetAddress
  /** 32 hexadecimal digits, for the asset's whole life. */
  readonly assetId: string
  /** Cloudinary's version: Unix seconds of the last change of content. */
  readonly version: number
  readonly content: Content
  /** Cloudinary's own MD5 of what it stored, where its answer had one. */
  readonly storedMd5?: string
  /** Digest of the attributes that were sent with it. */
  readonly fingerprint: string
  /** Digest of the rules that were followed: where it is still the same, an unchanged object needs no look. */
  readonly rules: string
  /** The upload preset that the bytes went through; empty for none. */
  readonly preset: string
  /** Which of the asset's context and tags are ours; others may have added their own. */
  readonly ours: { readonly context: readonly string[]; readonly tags: readonly string[] }
  /** The object's own date as it was sent (Unix milliseconds). */
  readonly lastModifiedMs: number
  readonly atMs: number
}

export type Operation = 'upload' | 'rename' | 'update' | 'destroy'

/** A request that is being sent, or was sent by a worker that never recorded its answer. */
export interface Attempt {
  readonly token: string
  readonly operation: Operation
  readonly address: AssetAddress
  /** After this time (Unix milliseconds) the request can no longer take effect. */
  readonly deadlineMs: number
}

/** What an asset was made of and by: what of it goes into the ledger. */
export interface Made {
  readonly address: AssetAddress
  readonly fingerprint: string
  readonly rules: string
  readonly preset: string
  readonly ours: AppliedAsset['ours']
}

/** The object that an upload was sent for. */
export interface SentObject extends Content {
  readonly etagIsMd5: boolean
  readonly versionId?: string | undefined
  readonly lastModifiedMs: number
}

/** An upload that Cloudinary has taken and finishes on its own. Its attempt stays open meanwhile. */
export interface Pending {
  /** The asset carries it in its context once this very upload has landed. */
  readonly token: string
  readonly made: Made
  readonly object: SentObject
}

/** Why a key was refused, and for which object: the same is refused once. */
export interface Refusal extends Content {
  readonly lastModifiedMs: number
  /** Digest of the rules, and of the object's metadata and tags: where they change it is tried again. */
  readonly rules: string
  readonly circumstances: string
  readonly code: string
  readonly reason: string
  readonly atMs: number
}

/** Failures in a row, for pacing and for the operator. Waiting is not failing. */
export interface Failures {
  readonly count: number
  readonly code: string
  readonly reason: string
}

/** The ledger's row for one key. */
export interface Entry {
  readonly key: string
  readonly applied: Applied
  /** Who works on the key, and until when (Unix milliseconds) nobody else should. */
  readonly lease?: { readonly token: string; readonly untilMs: number }
  readonly attempt?: Attempt
  readonly pending?: Pending
  /** Until then (Unix milliseconds) requests without an answer may still take effect at these addresses. */
  readonly doubt?: { readonly untilMs: number; readonly addresses: readonly AssetAddress[] }
  /** Where such requests may have left an asset of the key's beside the one that it has: to be cleared away. */
  readonly strays?: readonly AssetAddress[]
  readonly absentSinceMs?: number
  /**
   * Since when (Unix milliseconds) the guard against mass deletion keeps the asset though its object is gone; or, for a key
   * without one, the asset of another key that has to go first.
   */
  readonly withheldMs?: number
  /** True where the guard has let this deletion through: a try that failed is not asked about again. */
  readonly isAdmitted?: true
  /** True where an asset may be at the key's address already: it is looked for before bytes are sent. */
  readonly looksFirst?: true
  readonly failures?: Failures
  readonly refused?: Refusal
}

/** The entry of a key that the ledger does not know. */
export function emptyEntry(key: string): Entry {
  return { key, applied: { state: 'nothing' } }
}

/** True where the key is known to have, or may have, an asset at the address. */
export function knowsAddress({ applied, strays = [] }: Entry, address: AssetAddress): boolean {
  const known = applied.state === 'nothing' ? strays : [applied.address, ...strays]
  return known.some((one) => sameAddress(one, address))
}

/** True where the key has an asset at the address, or a request without an answer may yet bring or take one there. */
export function mayHold(entry: Entry, address: AssetAddress): boolean {
  // A move reaches two addresses, and only one of them is remembered.
  return entry.attempt !== undefined || entry.doubt !== undefined || knowsAddress(entry, address)
}

/** True where this very object was refused before, under the same rules. */
export function refusesObject(
  entry: Entry,
  object: Content & { readonly lastModifiedMs: number },
  rules: string,
): boolean {
  const { refused } = entry
  return (
    refused !== undefined &&
    refused.rules === rules &&
    refused.etag === object.etag &&
    refused.sizeBytes === object.sizeBytes &&
    refused.lastModifiedMs === object.lastModifiedMs
  )
}

/** True where nobody works on the key, and no request of anybody may still take effect. */
export function isIdle({ lease, attempt, doubt }: Entry): boolean {
  return !lease && !attempt && !doubt
}

/** True where nothing is known of the key, nothing is under way and nothing needs remembering: the row may go. */
export function isForgettable(entry: Entry): boolean {
  const { applied, strays, absentSinceMs, withheldMs, looksFirst, failures, refused } = entry
  return (
    applied.state === 'nothing' &&
    isIdle(entry) &&
    !strays &&
    !absentSinceMs &&
    !withheldMs &&
    !looksFirst &&
    !failures &&
    !refused
  )
}
