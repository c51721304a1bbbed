import { type AssetAddress, sameAddress } from './address.ts'
import type { OwnAttributes } from './attributes.ts'
import type { Content } from './content.ts'
import type { Scope } from './errors.ts'
import type { Orphan } from './orphan.ts'
import type { Refusal } from './refusal.ts'
import type { Unended } from './unended.ts'

/** What was last applied to Cloudinary for a key. */
export type Applied = NothingApplied | AppliedAsset | UnknownAsset

/** The key has no asset. `looksFirst`: an equal one may be there all the same, and is looked for before bytes are sent. */
export interface NothingApplied {
  readonly state: 'nothing'
  readonly looksFirst?: true
}

/** What is at the address has to be found out or overwritten. */
export interface UnknownAsset {
  readonly state: 'unknown'
  readonly address: AssetAddress
  /**
   * Why there may be an asset:
   * - applied: the key had one of its own, which may be overwritten if it is still there;
   * - access: the key has one of its own, whose access only an upload sets, so that equal bytes there spare none;
   * - request: a request of the key's went unanswered, and the key had none before;
   * - found: a sweep has seen one that the ledger knew nothing of. It is looked at before bytes are sent.
   */
  readonly because: 'applied' | 'access' | 'request' | 'found'
  /** What was last recorded there, where that was the key's own asset. */
  readonly before?: AppliedAsset
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
  /** The ETag of the object that it was sent for, where other bytes than that object's were stored. */
  readonly sentEtag?: string
  /** Cloudinary's own MD5 of what it stored, where its answer had one. */
  readonly storedMd5?: string
  /** True where the account has stored other bytes than the object's, which it was sent. */
  readonly isAltered?: true
  /** Digest of the attributes that were sent with it. */
  readonly fingerprint: string
  /** Digest of the rules that were followed: where it is still the same, an unchanged object needs no look. */
  readonly rules: string
  /** The upload preset that the bytes went through; empty for none. */
  readonly preset: string
  readonly ours: OwnAttributes
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
  /**
   * Set once Cloudinary has taken an upload that it finishes on its own. The attempt then stays open without a lease; the asset
   * carries the attempt's token in its context once this very upload has landed.
   */
  readonly background?: { readonly made: Made; readonly object: SentObject }
}

/** What an asset was made of and by: what of it goes into the ledger. */
export interface Made {
  readonly address: AssetAddress
  readonly fingerprint: string
  readonly rules: string
  readonly preset: string
  readonly ours: OwnAttributes
}

/** The object that an upload was sent for. */
export interface SentObject extends Content {
  readonly etagIsMd5: boolean
  /** True where the second of its date was over when it was sent, so that any later write has another date. */
  readonly isDated: boolean
  /** True where the very version was named in the request, so that no other can have been read. */
  readonly isPinned?: boolean
  readonly versionId?: string | undefined
  readonly lastModifiedMs: number
}

/**
 * What becomes of the asset of a key whose object is gone. Times are Unix milliseconds.
 * - absent: the object has been gone since then, and the settle window runs;
 * - withheld: the guard against mass deletion keeps the asset; or, for a key without one, the asset of another key that has to
 *   go first;
 * - approved: the guard has let the deletion through, and a try that failed is not asked about again.
 */
export type Deletion =
  | { readonly state: 'absent'; readonly absentSinceMs: number }
  | { readonly state: 'withheld'; readonly sinceMs: number; readonly absentSinceMs?: number }
  | { readonly state: 'approved'; readonly absentSinceMs?: number }

/** Failures in a row, for pacing and for the operator. Waiting is not failing. */
export interface Failures {
  readonly count: number
  readonly code: string
  readonly reason: string
  /** How many of them were uploads in the background that never ended. */
  readonly unfinished?: number
  /** When (Unix milliseconds) the first was counted; rows of earlier versions do not say. */
  readonly sinceMs?: number
  /** When (Unix milliseconds) the last was counted; rows of earlier versions do not say. */
  readonly atMs?: number
  /** Before this time (Unix milliseconds) the key is not tried again, unless its object has changed. */
  readonly retryMs?: number
  /** What it failed for, with an empty ETag for an object that is gone; left out where S3 had not told. */
  readonly object?: { readonly etag: string; readonly lastModifiedMs: number }
  /** When (Unix milliseconds) a dead letter was written for them, where S3 had not told what was refused. */
  readonly letterMs?: number
  /** Whose trouble the last may be, where no time was left to find out: that is done before the key is tried again. */
  readonly unjudged?: Exclude<Scope, 'key'>
}

/** The ledger's row for one key. */
export interface Entry {
  readonly key: string
  readonly applied: Applied
  /** Who works on the key, and until when (Unix milliseconds) nobody else should. */
  readonly lease?: { readonly token: string; readonly untilMs: number }
  readonly attempt?: Attempt
  /** Until then (Unix milliseconds) requests without an answer may still take effect at these addresses. */
  readonly doubt?: { readonly untilMs: number; readonly addresses: readonly AssetAddress[] }
  /** Assets of the key's beside the one that it has: what a doubt that is over may have left, and what the rules have replaced. */
  readonly orphans?: readonly Orphan[]
  readonly deletion?: Deletion
  /**
   * ID of an asset that was there before the key, and was taken over: it stays when the object goes, unless the rules say
   * otherwise. Empty where older code did not note which it was.
   */
  readonly adopted?: string
  readonly failures?: Failures
  readonly refused?: Refusal
  /** Left out where the last delivery ended, whatever came of it. */
  readonly unended?: Unended
}

/** The entry of a key that the ledger does not know. */
export function emptyEntry(key: string): Entry {
  return { key, applied: { state: 'nothing' } }
}

/** True where the key is known to have, or may have, an asset at the address. */
export function knowsAddress({ applied, orphans = [] }: Entry, address: AssetAddress): boolean {
  const known = applied.state === 'nothing' ? orphans : [applied.address, ...orphans]
  return known.some((one) => sameAddress(one, address))
}

/** True where the key has an asset at the address, or a request without an answer may yet bring or take one there. */
export function mayHaveAsset(entry: Entry, address: AssetAddress): boolean {
  // A move reaches two addresses, and only one of them is remembered.
  return entry.attempt !== undefined || entry.doubt !== undefined || knowsAddress(entry, address)
}

/** True where the asset stays when its object goes: by the rules, or because it was there before. */
export function keepsAsset(entry: Entry, onDelete: 'destroy' | 'keep' | undefined): boolean {
  return onDelete === undefined ? isAdopted(entry) : onDelete === 'keep'
}

/** True where the key's asset was there before it. One that was made since, in the place of such an asset, was not. */
export function isAdopted({ adopted, applied }: Entry): boolean {
  if (adopted === undefined) return false
  return adopted === '' || applied.state !== 'asset' || applied.assetId === adopted
}

/** Since when the key has been absent (Unix milliseconds), as far as that is known. */
export function absentSince({ deletion }: Entry): number | undefined {
  return deletion?.absentSinceMs
}

/** True where nobody works on the key, and no request of anybody may still take effect. */
export function isIdle({ lease, attempt, doubt }: Entry): boolean {
  return !lease && !attempt && !doubt
}

/** True where nothing is known of the key, nothing is under way and nothing needs remembering: the row may go. */
export function isForgettable(entry: Entry): boolean {
  const { applied, orphans, deletion, failures, refused, unended } = entry
  const isRemembered = orphans || deletion || failures || refused || unended
  return applied.state === 'nothing' && !applied.looksFirst && isIdle(entry) && !isRemembered
}
