import { isDeepStrictEqual } from 'node:util'
import type { AssetAddress } from '../../shared/model/address.ts'
import { sameAddress } from '../../shared/model/address.ts'
import type { Attributes } from '../../shared/model/attributes.ts'
import { UPLOAD_TOKEN } from '../../shared/model/label.ts'
import { encodePublicId } from '../../shared/rules/public-id.ts'
import { splitExtension } from '../../shared/rules/rules.ts'
import { addressOf, desiredAssetOf, hasPlainRules } from './rules.ts'
import type { Asset } from './services/media.ts'
import type { StoredObject } from './services/object-store.ts'
import { FOREIGN_ADDRESS, KEYS } from './workload.ts'
import { addressName, BUCKET, type World } from './world.ts'

/** How Cloudinary differs from what the rules say of S3. */
export interface Verdict {
  readonly divergent: readonly string[]
  readonly lost: readonly string[]
  readonly extra: readonly string[]
}

interface Claims {
  readonly claims: Map<string, string[]>
  readonly tolerated: Set<string>
}

/** Compares every key with every asset, by the rules and not by the ledger. */
export function judge(world: World): Verdict {
  const { claims, tolerated } = claimsOf(world)
  const divergent: string[] = []
  const lost: string[] = []
  for (const [address, keys] of claims) {
    const asset = world.media.assets.get(address)
    if (tolerated.has(address)) continue
    if (!asset) lost.push(`${keys.join(' and ')}: no asset at ${address}`)
    else if (!keys.some((key) => isEqual(world, key, address)))
      divergent.push(`${keys.join(' and ')}: ${address} has ${asset.bytes.name}`)
  }
  const extra = [...world.media.assets.values()]
    .filter((asset) => asset.context.source_bucket === BUCKET && !isExcused(world, asset, { claims, tolerated }))
    .map((asset) => `${addressName(asset.address)} of ${asset.context.source_key}`)
  return { divergent, lost, extra }
}

/** True where something calls for an asset, or keeps it from going where it is to be. */
function isExcused(world: World, asset: Asset, { claims, tolerated }: Claims): boolean {
  const key = asset.context.source_key ?? ''
  const name = mediaName(asset.address)
  // Other rules, or tags, may want the asset of an archived object elsewhere, or where another key's is.
  const wanted = hasPlainRules(world) ? undefined : addressOf(world, key)
  const isForeign = wanted?.publicId === FOREIGN_ADDRESS.publicId
  // Where the account puts another asset than was asked for, the key is refused too.
  const isDisplaced = wanted !== undefined && !sameAddress(world.media.placeOf(wanted), wanted)
  const isRefused =
    isForeign || isDisplaced || (wanted && claims.get(mediaName(wanted))?.some((other) => other !== key))
  const isKept = isRefused === true || isOfRefusedRename(world, asset, claims)
  return (
    isStray(world, asset.address) ||
    claims.has(name) ||
    tolerated.has(name) ||
    isKept ||
    isLeftAlone(world.store.head(key))
  )
}

/** True where the worker cannot look at the object, or may not read it, so that its key keeps what it has, wherever that is. */
function isLeftAlone(object: StoredObject | undefined): boolean {
  return object !== undefined && (object.archived || /^(hanging|deadly)/.test(object.bytes.name))
}

/**
 * True where a key got the asset by a rename, and by other rules or tags wants it at another type of delivery now, where two
 * keys want to be. It keeps what it has when it is refused, and the label is still that of the name before.
 */
function isOfRefusedRename(world: World, { address, context }: Asset, claims: Claims['claims']): boolean {
  if (hasPlainRules(world) || world.store.head(context.source_key ?? '')) return false
  const types = ['upload', 'private', 'authenticated'] as const
  return types.some((type) => (claims.get(mediaName({ ...address, type }))?.length ?? 0) > 1)
}

/** True where the asset at the address is what the key's object should be. */
export function isEqual(world: World, key: string, address: string): boolean {
  const object = world.store.head(key)
  const asset = world.media.assets.get(address)
  if (!object || !asset || asset.bytes.name !== object.bytes.name) return false
  const expected = desiredAssetOf(world, key, object)?.attributes
  const { [UPLOAD_TOKEN]: _, ...context } = asset.context
  if (!isDeepStrictEqual([...(expected?.tags ?? [])].sort(), [...asset.tags].sort())) return false
  return isDeepStrictEqual(expected?.context, context) && isPlaced(asset, expected)
}

/** An asset of the bucket's top may still be shown in the folder that it has come from. */
function isPlaced({ placement }: Asset, expected: Attributes | undefined): boolean {
  const { assetFolder = '', displayName = '' } = expected?.placement ?? {}
  return placement.displayName === displayName && (assetFolder === '' || placement.assetFolder === assetFolder)
}

/**
 * Remembers an object that goes to the archive. Where nothing is under way, and its asset is as it should be, nothing gives a
 * reason to touch the asset as long as the object is there.
 */
export function noteArchived(world: World, key: string): void {
  const { queue, deadLetters, eventsUnderWay, keptInArchive } = world
  const address = addressOf(world, key)
  const isQuiet = queue.messages.size + deadLetters.messages.size + eventsUnderWay === 0
  if (isQuiet && address && isEqual(world, key, mediaName(address))) {
    keptInArchive.set(key, identityOf(world, key))
  }
}

function identityOf(world: World, key: string): string {
  const { etag, versionId, lastModifiedMs } = world.store.head(key) ?? {}
  return JSON.stringify([etag, versionId, lastModifiedMs])
}

/**
 * The addresses that S3's objects call for, each with the keys that want it. An object that Cloudinary does not take, and
 * one that cannot be read, calls for none, but its key may keep the asset of the last content that was taken.
 */
function claimsOf(world: World): Claims {
  const claims = new Map<string, string[]>()
  const tolerated = new Set<string>()
  for (const key of world.store.keys()) {
    const address = addressOf(world, key)
    const object = world.store.head(key)
    if (!address || !object?.bytes.name || address.publicId === FOREIGN_ADDRESS.publicId) continue
    const place = world.media.placeOf(address)
    // Refused; a rename may have brought its asset there.
    if (!sameAddress(place, address)) {
      tolerated.add(mediaName(place))
      continue
    }
    const name = mediaName(address)
    const isKept = !object.archived || world.keptInArchive.get(key) === identityOf(world, key)
    if (/^(poison|flaky|crashing|unsigned|hanging|deadly)/.test(object.bytes.name) || !isKept) tolerated.add(name)
    else claims.set(name, [...(claims.get(name) ?? []), key])
  }
  return { claims, tolerated }
}

function mediaName({ resourceType, type, publicId }: { resourceType: string; type: string; publicId: string }): string {
  return `${resourceType}/${type}/${publicId}`
}

/** What no answer has told of, at an account that puts assets elsewhere than they are asked to be, only a deep sweep finds. */
function isStray({ media }: World, { publicId }: AssetAddress): boolean {
  const paths = KEYS.flatMap((key) => [key, splitExtension(key).stem])
  return paths.some((path) => {
    const encoded = encodePublicId(path)
    if (!('publicId' in encoded)) return false
    const place = media.placeOf({ resourceType: 'image', type: 'upload', publicId: encoded.publicId })
    return place.publicId !== encoded.publicId && publicId.endsWith(place.publicId)
  })
}
