import { z } from 'zod'
import { accessControlSchema, deliveryTypeSchema } from '../asset.ts'
import { parseContext, parseMetadata } from '../key-values.ts'
import {
  faultOfAssetFolder,
  faultOfContext,
  faultOfDisplayName,
  faultOfTags,
  faultOfWholeContext,
  refusing,
} from './limits.ts'

// Each parameter arrives as the list of its values; where one is wanted, the last counts, and an empty one is none.

/** A text that must be there, but may be empty. */
export const text = z.array(z.string()).transform((values) => values.at(-1) ?? '')

/** A text; an empty one is none. */
export const optionalText = text.optional().transform((value) => value || undefined)

/** Whether something is on; nothing where that is not said. */
export const flag = optionalText.transform((value) =>
  value === undefined ? undefined : ['1', 'true', 'yes'].includes(value),
)

/** An address on the web. */
export const webAddress = optionalText.pipe(z.url({ protocol: /^https?$/ }).optional())

/** A list of texts, without the empty ones. */
export const many = z.array(z.string()).transform((values) => values.filter((value) => value !== ''))

/** A delivery type. */
export const deliveryType = text.pipe(deliveryTypeSchema)

/** Tags, each once; commas separate them. */
export const tags = z.array(z.string()).transform(splitTags).superRefine(refusing(faultOfTags))

/** All of an asset's contextual metadata. */
export const context = text.transform(parseContext).superRefine(refusing(faultOfWholeContext))

/** Changes of contextual metadata: an empty value removes. */
export const contextChanges = text.transform(parseContext).superRefine(refusing(faultOfContext))

/** The folder that an asset is shown in. */
export const assetFolder = optionalText.superRefine(refusing(faultOfAssetFolder))

/** The name that an asset is shown under. */
export const displayName = optionalText.superRefine(refusing(faultOfDisplayName))

/** Structured metadata. */
export const metadata = text.transform(parseMetadata)

/** Who may see an asset. */
export const accessControl = text.transform(parseAccessControl)

function splitTags(values: readonly string[]): string[] {
  const given = values.flatMap((value) => value.split(',')).map((tag) => tag.trim())
  return [...new Set(given.filter((tag) => tag !== ''))]
}

function parseAccessControl(value: string, context: z.RefinementCtx): z.infer<typeof accessControlSchema> {
  try {
    return accessControlSchema.parse(JSON.parse(value))
  } catch {
    context.addIssue({ code: 'custom', message: `Invalid value ${value} for parameter access_control` })
    return z.NEVER
  }
}
