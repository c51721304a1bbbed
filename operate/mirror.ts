import loadDotenv from 'serverless/lib/cli/load-dotenv.js'
import 'serverless/lib/utils/serverless-utils/log-reporters/node.js'
import type { Input } from 'serverless/lib/cli/resolve-input.js'
import type { Command, OptionValues } from './cli/command.ts'
import { endWithoutReader } from './cli/reader-gone.ts'
import { readRules } from './cli/rules-file.ts'
import { processTerminal, type Terminal } from './cli/terminal.ts'
import { wordsFor } from './cli/trouble.ts'
import { readInput } from './command-line.ts'
import { readService, type Service, type ServiceOptions } from './service/service.ts'
import { withStage } from './stage/with-stage.ts'

/** What the framework itself throws for people to read. */
const FRAMEWORK_ERROR = 'ServerlessError'

/** `npx mirror`: the commands of `sls`, without the framework's start. Resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  endWithoutReader()
  const terminal = processTerminal()
  try {
    const asked = await readInput(args)
    if (asked.kind === 'command') return await run(asked.command, asked.options, terminal)
    asked.show(terminal.print)
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown
    const words = thrown.name === FRAMEWORK_ERROR ? thrown.message : wordsFor(thrown)
    if (words === undefined) throw thrown
    terminal.note(`Error:\n${words}`)
    return 1
  }
}

async function run(command: Command, options: Input['options'], terminal: Terminal): Promise<number> {
  const asked = serviceOptions(options)
  const service = await readService(process.cwd(), asked)
  const stage = asked.stage ?? service.provider.stage
  if (service.useDotenv) loadDotenv(stage)
  const open = async () => {
    const { openStage } = await import('./stage/stage.ts')
    return openStage(stage, service.service, () => clientOptions(service, stage, asked))
  }
  return withStage(open, async (opened) =>
    command.run({ options: ownOptions(options), rules: await readRules(stage), stage: opened, terminal }),
  )
}

function serviceOptions({ stage, region, config, param, 'aws-profile': profile }: Input['options']): ServiceOptions {
  return {
    stage: text(stage),
    region: text(region),
    config: text(config),
    'aws-profile': text(profile),
    param: Array.isArray(param) ? param.map(String) : undefined,
  }
}

function text(value: Input['options'][string]): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** All but those that may be given many times, which are the framework's. */
function ownOptions(options: Input['options']): OptionValues {
  const own = Object.entries(options).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'boolean' ? [[name, value] as const] : [],
  )
  return Object.fromEntries(own)
}

/** Loaded where a stage is in AWS: the local stack has no use for anybody's credentials. */
async function clientOptions({ provider }: Service, stage: string, asked: ServiceOptions) {
  const { frameworkClientOptions } = await import('./stage/framework-clients.ts')
  const region = asked.region ?? provider.region
  return frameworkClientOptions({ stage, region, profile: provider.profile, chosenProfile: asked['aws-profile'] })
}
