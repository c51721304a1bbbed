import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
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
  const file = join(cacheDirectory, `${digestOfSources(stage, parameters)}.json`)
  const cached = readCached(file)
  if (cached) return cached
  const text = await printService(stage, parameters)
  const deployment = deploymentSchema.parse(JSON.parse(text))
  mkdirSync(cacheDirectory, { recursive: true })
  writeFileSync(`${file}.${process.pid}`, text)
  renameSync(`${file}.${process.pid}`, file)
  return deployment
}

async function printService(stage: string, parameters: Parameters): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('serverless/package.json')
  const program = join(dirname(manifest), 'bin', 'serverless.js')
  const given = Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`])
  const command = [program, 'print', '--stage', stage, '--format', 'json', ...given]
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: projectDirectory,
    maxBuffer: 16 * 1024 * 1024,
    env: { ...process.env, SLS_NOTIFICATIONS_MODE: 'off', SLS_TELEMETRY_DISABLED: '1' },
  })
  return stdout
}

/** Of all files and variables that the answer depends on. */
function digestOfSources(stage: string, parameters: Parameters): string {
  const resources = readdirSync(join(projectDirectory, 'resources')).map((name) => join('resources', name))
  const hash = createHash('sha256').update(JSON.stringify([stage, parameters]))
  for (const name of ['serverless.yml', 'package-lock.json', '.env', `.env.${stage}`, ...resources.sort()]) {
    const path = join(projectDirectory, name)
    hash.update(`\n${name}\n`).update(existsSync(path) ? readFileSync(path) : '')
  }
  const text = readFileSync(join(projectDirectory, 'serverless.yml'), 'utf8')
  for (const [, name = ''] of text.matchAll(/env:(\w+)/g)) hash.update(`\n${name}=${process.env[name] ?? ''}`)
  return hash.digest('hex')
}

function readCached(file: string): Deployment | undefined {
  if (!existsSync(file)) return undefined
  const parsed = deploymentSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  return parsed.success ? parsed.data : undefined
}
