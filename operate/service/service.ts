import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { UsageError } from '../cli/usage-error.ts'
import { printService } from './print.ts'
import { CONFIGURATION, digestOfSources } from './sources.ts'

/** What commands need to know of serverless.yml. It has no secrets, and is all that is kept of the framework's answer. */
export interface Service {
  readonly service: string
  readonly useDotenv: boolean
  readonly provider: { readonly stage: string; readonly region: string; readonly profile?: string | undefined }
}

/** The options of a command line that the framework reads serverless.yml with. */
export interface ServiceOptions {
  readonly stage?: string | undefined
  readonly region?: string | undefined
  readonly config?: string | undefined
  readonly 'aws-profile'?: string | undefined
  readonly param?: readonly string[] | undefined
}

const serviceSchema = z.object({
  service: z.string().min(1),
  useDotenv: z.boolean().default(false),
  provider: z.object({ stage: z.string().min(1), region: z.string().min(1), profile: z.string().optional() }),
})
const keptSchema = z.object({ digest: z.string(), service: serviceSchema })

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/ftp-api-for-cloudinary/services', import.meta.url))

/** Where answers are kept, and who is asked where there is none. */
export interface ServiceReading {
  readonly cache?: string
  readonly ask?: typeof printService
}

/**
 * Reads what the framework makes of serverless.yml in a folder. It takes seconds to say so, and so its answer is kept, and asked
 * for again when anything that it depends on is not what it was.
 */
export async function readService(
  folder: string,
  options: ServiceOptions,
  { cache = CACHE, ask = printService }: ServiceReading = {},
): Promise<Service> {
  const configuration = options.config ?? CONFIGURATION
  if (!existsSync(join(folder, configuration))) {
    throw new UsageError(`expected ${configuration} in ${folder}, found none; run it in the folder of the project`)
  }
  const digest = digestOfSources(folder, options, configuration)
  const file = join(
    cache,
    `${createHash('sha256')
      .update(JSON.stringify([folder, options]))
      .digest('hex')}.json`,
  )
  const kept = readKept(file)
  if (kept?.digest === digest) return kept.service
  const service = parseAnswer(await ask(folder, given(options)))
  keep(file, { digest, service })
  return service
}

/** The options as they stand on a command line. */
function given({ param = [], ...texts }: ServiceOptions): readonly string[] {
  const pairs = Object.entries(texts).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]))
  return [...pairs, ...param.map((value) => `--param=${value}`)]
}

function parseAnswer(answer: unknown): Service {
  const parsed = serviceSchema.safeParse(answer)
  if (parsed.success) return parsed.data
  const names = parsed.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw new UsageError(`expected serverless.yml to say ${names}, found nothing of use; \`npx sls print\` shows it`)
}

/** A file that somebody has cut short or changed, or that an earlier version has written, counts as none. */
function readKept(file: string): z.infer<typeof keptSchema> | undefined {
  try {
    return keptSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
  } catch {
    return undefined
  }
}

/** Where nothing can be written, the framework is asked each time. */
function keep(file: string, kept: z.infer<typeof keptSchema>): void {
  const unfinished = `${file}.${process.pid}`
  try {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(unfinished, JSON.stringify(kept), { mode: 0o600 })
    renameSync(unfinished, file)
  } catch {
    return
  }
}
