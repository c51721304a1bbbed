import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { printService } from '../../operate/service/print.ts'
import { digestOfSources } from '../../operate/service/sources.ts'
import { resolveConditions } from './conditions.ts'

const value = z.unknown()
const values = z.record(z.string(), value)

const deploymentSchema = z.object({
  provider: z.object({ region: z.string(), memorySize: z.number(), environment: values }),
  functions: z.record(
    z.string(),
    z.object({
      name: z.string(),
      handler: z.string(),
      timeout: z.number(),
      memorySize: z.number().optional(),
      environment: values.optional(),
      events: z.array(values).default([]),
    }),
  ),
  resources: z
    .object({
      Conditions: values.optional(),
      Resources: z.record(z.string(), z.looseObject({ Condition: z.string().optional() })),
    })
    .transform(resolveConditions)
    .pipe(
      z.object({ Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: values.default({}) })) }),
    ),
})

/** serverless.yml with its variables resolved: functions, and resources as CloudFormation has them. */
export type Deployment = z.infer<typeof deploymentSchema>

/** Values of serverless.yml's params that are not the stage's own. */
type Parameters = Readonly<Record<string, string | number>>

const projectDirectory = fileURLToPath(new URL('../..', import.meta.url))
const cacheDirectory = join(projectDirectory, 'node_modules', '.cache', 'ftp-api-for-cloudinary')

/**
 * Reads what `sls deploy --stage STAGE` would deploy, with these parameters, from the framework itself, so that local and deployed cannot drift apart.
 * That takes seconds, so the answer is cached until something that it depends on changes.
 */
export async function readDeployment(stage: string, parameters: Parameters = {}): Promise<Deployment> {
  const file = join(cacheDirectory, `${digestOfSources(projectDirectory, [stage, parameters])}.json`)
  const cached = readCached(file)
  if (cached) return cached
  const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`)
  const printed = await printService(projectDirectory, [`--stage=${stage}`, ...given])
  const deployment = deploymentSchema.parse(printed)
  mkdirSync(cacheDirectory, { recursive: true })
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(printed))
  renameSync(`${file}.${process.pid}`, file)
  return deployment
}

/** A file that was cut short counts as none. */
function readCached(file: string): Deployment | undefined {
  try {
    return deploymentSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
  } catch {
    return undefined
  }
}
