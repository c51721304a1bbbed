import * as z from 'zod'
import { TRANSFERS } from '../model/desired-asset.ts'
import { IDENTITY_PREFIX } from '../model/label.ts'
import { expectedGlob } from './globs.ts'
import {
  CONTEXT_PAIRS_MAX,
  type Expectation,
  expectedContextName,
  expectedContextValue,
  expectedTag,
  TAGS_MAX,
} from './value-limits.ts'

/** Where a value comes from: `metadata:NAME` (S3 user metadata), `tag:NAME` (S3 object tag) or `source:NAME`. */
const SOURCE_VALUES = ['bucket', 'key', 'name', 'etag', 'versionId', 'lastModified', 'size'] as const

const valueSource = z
  .string()
  .regex(
    new RegExp(`^((metadata|tag):(?!\\*$).+|source:(${SOURCE_VALUES.join('|')}))$`),
    `expected metadata:NAME, tag:NAME or source:(${SOURCE_VALUES.join(', ')})`,
  )
const glob = z.string().min(1).superRefine(meeting(expectedGlob))
const globs = z.union([glob, z.array(glob).min(1)])
const nameGlobs = z.array(
  glob.regex(/^[^/]+\/?$/, 'expected a glob for a name, or for a folder with a slash at its end'),
)
const folderPath = z.string().regex(/^([^/](.*[^/])?)?$/, 'expected a path without a slash at either end')
const deliveryType = z.enum(['upload', 'private', 'authenticated'])
const isoDate = z.iso.datetime({ offset: true, message: 'expected an ISO 8601 date with a time zone' })

const accessControl = z.array(
  z.discriminatedUnion('access_type', [
    z.strictObject({ access_type: z.literal('token'), key: z.string().min(1).exactOptional() }),
    z.strictObject({
      access_type: z.literal('anonymous'),
      start: isoDate.exactOptional(),
      end: isoDate.exactOptional(),
    }),
  ]),
)

const access = z.strictObject({ type: deliveryType.exactOptional(), accessControl: accessControl.exactOptional() })

/** `metadata:*` or `tag:*`: all of them, each under its own name. */
const allOf = z.string().regex(/^(metadata|tag):\*$/, 'expected metadata:* or tag:*')

const contextName = z
  .string()
  .regex(/^(?!source_)[^|=\s][^|=]*$/, `expected a name without | and =, that does not begin with ${IDENTITY_PREFIX}`)
  .superRefine(meeting(expectedContextName))
const context = z
  .record(contextName, z.string().superRefine(meeting(expectedContextValue)))
  .refine((given) => Object.keys(given).length <= CONTEXT_PAIRS_MAX, `expected at most ${CONTEXT_PAIRS_MAX} values`)
const contextFrom = z
  .object({ '*': allOf.exactOptional() })
  .catchall(valueSource)
  .superRefine((given, { addIssue }) => {
    for (const name of Object.keys(given)) {
      const message = contextName.safeParse(name).error?.issues[0]?.message
      if (message !== undefined) addIssue({ code: 'custom', path: [name], message })
    }
  })
const tags = z.array(z.string().superRefine(meeting(expectedTag))).max(TAGS_MAX, `expected at most ${TAGS_MAX} tags`)

const structuredField = z.strictObject({
  from: valueSource,
  type: z.enum(['string', 'integer', 'date', 'enum', 'set']),
  /** For enum and set: the external ID of the datasource entry for each value; left out, the values are the IDs. */
  values: z.record(z.string(), z.string().min(1)).exactOptional(),
})

const optionShape = {
  extension: z.enum(['strip', 'keep', 'apart']).exactOptional(),
  unicode: z.enum(['keep', 'NFC']).exactOptional(),
  resourceType: z.enum(['by-extension', 'auto', 'image', 'video', 'raw']).exactOptional(),
  type: deliveryType.exactOptional(),
  accessControl: accessControl.exactOptional(),
  accessBy: z
    .strictObject({ from: valueSource, values: z.record(z.string(), access), otherwise: access.exactOptional() })
    .exactOptional(),
  uploadPreset: z.string().min(1).exactOptional(),
  eager: z.array(z.string().min(1)).min(1).exactOptional(),
  eagerAsync: z.boolean().exactOptional(),
  tags: tags.exactOptional(),
  tagsFrom: z.array(valueSource).exactOptional(),
  context: context.exactOptional(),
  contextFrom: contextFrom.exactOptional(),
  structuredMetadata: z.record(z.string().min(1), structuredField).exactOptional(),
  backup: z.boolean().exactOptional(),
  invalidate: z.boolean().exactOptional(),
  notificationUrl: z.url({ protocol: /^https?$/, message: 'expected an http or https URL' }).exactOptional(),
  onDelete: z.enum(['destroy', 'keep']).exactOptional(),
  onForeignAsset: z.enum(['adopt', 'refuse', 'overwrite']).exactOptional(),
  settleSeconds: z.int().min(0).max(3600).exactOptional(),
  transfer: z.enum(TRANSFERS).exactOptional(),
}

const options = z.strictObject(optionShape)
const rule = z.strictObject({
  name: z.string().min(1).exactOptional(),
  match: globs,
  ignore: z.boolean().exactOptional(),
  ...optionShape,
})
const prefix = z
  .string()
  .regex(/^([^/].*\/)?$/, 'expected a prefix such as uploads/, without a leading and with a closing slash')
const source = z.strictObject({ prefix: prefix.exactOptional(), folder: folderPath.exactOptional() })
const bytes = z.int().min(1)

/** mirror.config.ts, as it is written. Everything is optional. */
export const configSchema = z.strictObject({
  sources: z.array(source).min(1).exactOptional(),
  temporaryNames: nameGlobs.exactOptional(),
  leftoverNames: nameGlobs.exactOptional(),
  privateNames: nameGlobs.exactOptional(),
  /** Whether names of files that run scripts in a browser are mirrored; left out, they are. */
  activeContent: z.enum(['mirror', 'ignore']).exactOptional(),
  folders: z.enum(['fixed', 'dynamic']).exactOptional(),
  sizeLimits: z
    .strictObject({ image: bytes.exactOptional(), video: bytes.exactOptional(), raw: bytes.exactOptional() })
    .exactOptional(),
  asyncAboveBytes: bytes.exactOptional(),
  defaults: options.exactOptional(),
  rules: z.array(rule).exactOptional(),
})

/** The user's settings of what becomes of which key. See docs/rules.md. */
export type MirrorConfig = z.infer<typeof configSchema>
/** One rule: which keys it is for, and what differs for them. */
export type Rule = z.infer<typeof rule>
/** What a rule can say of the assets of its keys. */
export type RuleOptions = z.infer<typeof options>
export type StructuredField = z.infer<typeof structuredField>

function meeting(expectedOf: Expectation) {
  return (value: string, { addIssue }: z.RefinementCtx): void => {
    const expected = expectedOf(value)
    if (expected !== undefined) addIssue({ code: 'custom', message: `expected ${expected}` })
  }
}
