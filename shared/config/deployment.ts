import { z } from 'zod'
import { deletionsMaxSetting } from './deletions-max.ts'
import { numberSetting, readSettings, type Setting } from './settings.ts'

/** What may stand in .env for a deploy; what is left out has a default in serverless.yml, an empty line has none. */
const deploymentSettings = {
  SOURCE_BUCKET: leftOutOr({
    schema: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    expected: 'the name of a bucket that is there already',
    example: 'my-studio-uploads',
  }),
  DEPLOYER: leftOutOr({
    schema: z.string().regex(/^(\*|(role|user)\/[\w+=,.@/*-]{1,576})$/),
    expected: 'the user or role that deploys, as IAM names it within the account',
    example: 'role/deployer',
  }),
  ALARM_EMAIL: leftOutOr({
    schema: z.union([z.literal(''), z.email()]),
    expected: 'the e-mail address that alarms are sent to',
    example: 'you@example.com',
  }),
  SETTLE_SECONDS: leftOutOr(number('how long a delete or a copy waits for its other half', 0, 3600)),
  DELETIONS_MAX: leftOutOr(deletionsMaxSetting),
  DELETIONS_WINDOW_SECONDS: leftOutOr(number('the window of the guard against mass deletion', 1, 604_800)),
} as const

/** Checks what a deploy takes from the environment, or throws a ConfigError that lists every fault. */
export function checkDeployment(texts: Readonly<Record<string, string | undefined>> = process.env): void {
  readSettings(deploymentSettings, texts)
}

function number(what: string, min: number, max: number): Setting<number> {
  return numberSetting({ what, min, max })
}

function leftOutOr<Value>(setting: Setting<Value>): Setting<Value | undefined> {
  const schema = setting.schema.optional()
  return { ...setting, schema, expected: `${setting.expected}, or no line at all` }
}
