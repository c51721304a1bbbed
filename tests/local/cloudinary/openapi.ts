import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import { z } from 'zod'

const responseSchema = z.object({ content: z.record(z.string(), z.object({ schema: z.looseObject({}) })) })
const documentSchema = z.looseObject({
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})
const nodeSchema = z.object({
  $ref: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
})
const operationSchema = z.object({ operationId: z.string(), responses: z.record(z.string(), z.unknown()) })

/** Cloudinary's own description of its API. */
export interface Description {
  readonly version: string
  /** Says what of an answer is not as the description has it; nothing is good. */
  faultsOf(operationId: string, status: number, answer: unknown): string[]
  /** Gives the names in an answer that the description does not know. */
  unknownNames(operationId: string, answer: unknown): string[]
}

function escapePart(part: string) {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}

function operationsOf({ paths }: z.infer<typeof documentSchema>) {
  return Object.entries(paths).flatMap(([address, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const parsed = operationSchema.safeParse(operation)
      return parsed.success ? [{ address, method, ...parsed.data }] : []
    }),
  )
}

// By hand, for only few schemas say that they know all names.
function namesOf(schema: unknown, resolve: (reference: string) => unknown): string[] {
  const parsed = nodeSchema.safeParse(schema)
  if (!parsed.success) return []
  const { $ref, properties = {}, allOf = [], anyOf = [], oneOf = [] } = parsed.data
  const parts = [...allOf, ...anyOf, ...oneOf, ...($ref === undefined ? [] : [resolve($ref)])]
  return [...Object.keys(properties), ...parts.flatMap((part) => namesOf(part, resolve))]
}

/** Reads the description that lies beside these tests. */
export function readDescription(): Description {
  const file = readFileSync(new URL('./openapi/api.yml', import.meta.url), 'utf8')
  const document = documentSchema.parse(parse(file))
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  addFormats.default(ajv)
  ajv.addSchema(document, 'openapi')
  const operations = new Map(operationsOf(document).map((operation) => [operation.operationId, operation]))
  const answerOf = (operationId: string, status: number) => {
    const operation = operations.get(operationId)
    const response = responseSchema.safeParse(operation?.responses[status])
    if (!operation || !response.success) throw new Error(`${operationId} has no answer with status ${status}`)
    const pointer = ['paths', operation.address, operation.method, 'responses', String(status)]
    const place = [...pointer, 'content', 'application/json', 'schema'].map(escapePart).join('/')
    return { place, schema: response.data.content['application/json']?.schema }
  }
  return {
    version: document.info.version,
    faultsOf: (operationId, status, answer) => {
      const validate = ajv.compile({ $ref: `openapi#/${answerOf(operationId, status).place}` })
      if (validate(answer)) return []
      return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
    },
    unknownNames: (operationId, answer) => {
      const resolve = (reference: string) => document.components.schemas[reference.split('/').at(-1) ?? '']
      const known = new Set(namesOf(answerOf(operationId, 200).schema, resolve))
      const names = z.record(z.string(), z.unknown()).safeParse(answer)
      return Object.keys(names.data ?? {}).filter((name) => !known.has(name))
    },
  }
}
