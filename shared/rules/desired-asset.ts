import type { AssetAddress } from '../model/address.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import { encodeLabel, LABEL_CHARACTERS_MAX } from '../model/label.ts'
import { hasDotSegment } from '../model/object-key.ts'
import type { ObservedObject } from '../model/observation.ts'
import { accessOf, attributesOf } from './attributes.ts'
import { encodePublicId, setApart } from './public-id.ts'
import { isCameraRaw, resourceTypeOf } from './resource-type.ts'
import { digestOf, type MatchedRule, splitExtension } from './rules.ts'
import type { RuleOptions } from './schema.ts'
import { countCharacters } from './value-limits.ts'
import { type Facts, ValueFault } from './values.ts'

/** An object that cannot have an asset as it is, and why. */
export interface ImpossibleAsset {
  readonly code: 'public-id' | 'dot-segment' | 'metadata' | 'too-large'
  readonly reason: string
}

/** The asset that an object calls for by the rules, or why it cannot have one. */
export function desiredAsset(matched: MatchedRule, facts: Facts): DesiredAsset | ImpossibleAsset {
  if (hasDotSegment(facts.key)) {
    const reason = 'expected a key without segments . and .., which URLs cannot express, found one; rename the object'
    return { code: 'dot-segment', reason }
  }
  const address = addressOf(matched, facts)
  if ('code' in address) return address
  const tooLarge = sizeFaultOf(matched, address, facts.object)
  if (tooLarge) return tooLarge
  const labelFault = labelFaultOf(facts.key)
  if (labelFault) return labelFault
  const attributes = attributesOf(matched, facts)
  if (attributes instanceof ValueFault) return { code: 'metadata', reason: attributes.reason }
  const { options, digest: rules } = matched
  return { address, attributes, options, rules, fingerprint: digestOf(attributes) }
}

/** Says what beside the bytes has led to a refusal: where it changes, the object is worth another try. */
export function refusalDigestOf({ digest }: MatchedRule, { metadata, tags }: ObservedObject): string {
  return digestOf({ rules: digest, metadata, tags })
}

function addressOf(matched: MatchedRule, facts: Facts): AssetAddress | ImpossibleAsset {
  const { options, path } = matched
  const resourceType = decideResourceType(options, facts)
  const { extension = isCameraRaw(path) ? 'keep' : 'strip', unicode } = options
  const name = unicode === 'NFC' ? path.normalize('NFC') : path
  // Images and videos are delivered with an extension of their own; raw files only with what their public ID has.
  const isStripped = resourceType !== 'raw' && extension === 'strip'
  const result = encodePublicId(isStripped ? splitExtension(name).stem : name)
  if ('impossible' in result) return { code: 'public-id', reason: result.impossible }
  const isApart = resourceType !== 'raw' && extension === 'apart' && splitExtension(name).extension !== ''
  const type = accessOf(options, facts)?.type ?? options.type ?? 'upload'
  return { resourceType, type, publicId: isApart ? setApart(result.publicId) : result.publicId }
}

function decideResourceType(options: RuleOptions, { key, object }: Facts): AssetAddress['resourceType'] {
  const { resourceType = 'by-extension' } = options
  if (resourceType === 'by-extension') return resourceTypeOf(key)
  if (resourceType !== 'auto') return resourceType
  // Of an archived object no bytes can be read.
  return object.detected ?? resourceTypeOf(key)
}

/** An asset that does not name its key would never be found again, and never be destroyed. */
function labelFaultOf(key: string): ImpossibleAsset | undefined {
  const count = countCharacters(encodeLabel(key))
  if (count <= LABEL_CHARACTERS_MAX) return undefined
  const most = `the key has at most ${LABEL_CHARACTERS_MAX} characters as the asset's source_key`
  return { code: 'public-id', reason: `${most}, this one has ${count}; rename the object` }
}

function sizeFaultOf({ sizeBytesMax }: MatchedRule, { resourceType }: AssetAddress, object: ObservedObject) {
  const most = sizeBytesMax?.[resourceType]
  if (most === undefined || object.sizeBytes <= most) return undefined
  const reason = `the file has ${object.sizeBytes} bytes; sizeLimits takes ${most} for ${resourceType}`
  return { code: 'too-large', reason } as const
}
