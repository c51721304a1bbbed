import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

const value = z.unknown()
const values = z.record(z.string(), value)

const deploymentSchema = z.object({
  provider: z.object({ region: z.string(), environment: values }),
  functions: z.record(
    z.string(),
    z.object({
      name: z.string(),
      handler: z.string(),
      timeout: z.number(),
      environment: values.optional(),
      events: z.array(values).default([]),
    }),
  ),
  resources: z.object({
    Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: values.default({}) })),
  }),
})

/** serverless.yml with its variables resolved: functions, and resources as CloudFormation has them. */
export type Deployment = z.infer<typeof deploymentSchema>

const projectDirectory = fileURLToPath(new URL('..', import.meta.url))

/** Reads what `sls deploy --stage STAGE` would deploy, from the framework itself, so that local and deployed cannot drift. */
export async function readDeployment(stage: string): Promise<Deployment> {
  const manifest = createRequire(import.meta.url).resolve('serverless/package.json')
  const program = join(dirname(manifest), 'bin', 'serverless.js')
  const command = [program, 'print', '--stage', stage, '--format', 'json']
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: projectDirectory,
    maxBuffer: 16 * 1024 * 1024,
    env: { ...process.env, SLS_NOTIFICATIONS_MODE: 'off', SLS_TELEMETRY_DISABLED: '1' },
  })
  return deploymentSchema.parse(JSON.parse(stdout))
}
