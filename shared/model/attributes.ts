import { IDENTITY_PREFIX } from './label.ts'

/** One entry of Cloudinary's access_control. Dates are ISO 8601. */
export type AccessRule =
  | { readonly access_type: 'token'; readonly key?: string }
  | { readonly access_type: 'anonymous'; readonly start?: string; readonly end?: string }

/** A value as Cloudinary's structured metadata has it. An empty text takes the value away. */
export type StructuredValue = string | number | readonly string[]

/** All of an asset that is not its bytes. What is undefined is not ours to set. */
export interface Attributes {
  readonly context: Readonly<Record<string, string>>
  readonly tags?: readonly string[]
  /** By external ID; an empty text takes a value away. */
  readonly structuredMetadata?: Readonly<Record<string, StructuredValue>>
  readonly accessControl?: readonly AccessRule[]
  /** In which folder the asset is shown, and under which name; only accounts with dynamic folders show it. */
  readonly placement?: { readonly assetFolder: string; readonly displayName: string }
  readonly eager?: readonly string[]
}

/** Which of an asset's context and tags are ours; others may have added their own. */
export interface OwnAttributes {
  readonly context: readonly string[]
  readonly tags: readonly string[]
}

/** The attributes that an asset is to have, given those that it has: ours replaced, those of others kept. */
export function mergeAttributes(
  attributes: Attributes,
  asset: { readonly context: Readonly<Record<string, string>>; readonly tags: readonly string[] },
  ours: OwnAttributes,
): Attributes {
  const foreign = Object.entries(asset.context).filter(
    ([name]) => !ours.context.includes(name) && !name.startsWith(IDENTITY_PREFIX),
  )
  const context = { ...Object.fromEntries(foreign), ...attributes.context }
  // Rules that say nothing of tags leave alone what others have set, and not what earlier rules have.
  if (!attributes.tags && ours.tags.length === 0) return { ...attributes, context }
  const tags = [...asset.tags.filter((tag) => !ours.tags.includes(tag)), ...(attributes.tags ?? [])]
  return { ...attributes, context, tags: [...new Set(tags)].sort() }
}
