import { checkDeployment } from '../shared/config/deployment.ts'
import { loadRules } from '../shared/config/rules.ts'
import type { Command, OptionValues } from './cli/command.ts'
import { processTerminal } from './cli/terminal.ts'
import { wordsFor } from './cli/trouble.ts'
import { UsageError } from './cli/usage-error.ts'
import { withWords } from './cli/words.ts'
import { commands } from './commands.ts'
import { connectAfterDeploy } from './connect/connect.ts'
import type { ClientOptions } from './stage/clients.ts'
import { narrowRead } from './stage/narrow-read.ts'
import { openStage, type Stage } from './stage/stage.ts'

/** What the Serverless Framework gives a plugin, as far as it is used here. */
interface Serverless {
  /** The words of the command line, up to the first option. */
  readonly processedInput?: { readonly commands: readonly string[] }
  readonly classes: { readonly Error: new (message: string, code: string) => Error }
  readonly service: {
    readonly service: string
    readonly provider: {
      readonly compiledCloudFormationTemplate: { readonly Resources: Readonly<Record<string, CompiledResource>> }
    }
  }
  getProvider(name: 'aws'): { getStage(): string; getAwsSdkV3Config(): Promise<ClientOptions> }
}

interface CompiledResource {
  readonly Type: string
  readonly Properties?: Record<string, unknown>
}

/** A command as the framework knows it, with those below it. */
interface CommandTree {
  [name: string]: {
    usage: string
    lifecycleEvents?: string[]
    options?: Record<string, object>
    commands?: CommandTree
  }
}

const GROUPS: Readonly<Record<string, string>> = {
  dlq: 'Looks into the dead-letter queue, redrives and empties it',
  ftp: 'Adds, lists, tests and removes the users of the server for FTP clients',
  guard: 'Shows and releases the guard against mass deletion',
}

/** The project's own part of the Serverless Framework: checks while packaging, and the operator's commands. */
export default class MirrorPlugin {
  readonly commands: CommandTree = {}
  readonly hooks: Record<string, () => Promise<void>> = {}
  readonly #serverless: Serverless
  readonly #options: OptionValues

  constructor(serverless: Serverless, options: OptionValues) {
    this.#serverless = serverless
    this.#options = options
    this.hooks['before:package:initialize'] = () => this.#checkSettings()
    this.hooks['after:package:compileEvents'] = async () => this.#leavePausing()
    this.hooks['after:aws:package:finalize:mergeCustomProviderResources'] = () => this.#narrowRead()
    this.hooks['after:deploy:deploy'] = () => this.#connectBucket()
    for (const command of withWords(commands, serverless.processedInput?.commands ?? [])) {
      addCommand(this.commands, command)
      this.hooks[`${command.path.join(':')}:run`] = () => this.#run(command)
    }
    for (const group of Object.keys(GROUPS))
      this.hooks[`${group}:run`] = () => this.#asFrameworkError(() => askFor(group))
  }

  /** A stack is not made of rules and settings that its functions would refuse to start with. */
  async #checkSettings(): Promise<void> {
    await this.#asFrameworkError(async () => {
      checkDeployment()
      await loadRules()
    })
  }

  async #run(command: Command): Promise<void> {
    process.exitCode = await this.#withStage(async (stage) =>
      command.run({ options: this.#options, rules: await loadRules(), stage, terminal: processTerminal() }),
    )
  }

  /** A bucket that the stack did not make is told of its queue when that is there. */
  async #connectBucket(): Promise<void> {
    await this.#withStage(async (stage) => connectAfterDeploy(await stage(), await loadRules(), processTerminal()))
  }

  /** Opens the stage where it is asked for, and closes it. */
  async #withStage<Value>(use: (stage: () => Promise<Stage>) => Promise<Value>): Promise<Value> {
    let opened: Stage | undefined
    const stage = async () => {
      const provider = this.#serverless.getProvider('aws')
      const { service } = this.#serverless.service
      opened ??= await openStage(provider.getStage(), service, () => provider.getAwsSdkV3Config())
      return opened
    }
    try {
      return await this.#asFrameworkError(() => use(stage))
    } finally {
      opened?.close()
    }
  }

  /** Errors that people are to read are the framework's own, which it shows without a stack. */
  async #asFrameworkError<Value>(call: () => Promise<Value>): Promise<Value> {
    try {
      return await call()
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown
      const words = wordsFor(thrown)
      throw words === undefined ? thrown : new this.#serverless.classes.Error(words, 'MIRROR')
    }
  }

  /** Cloudinary may read what the rules mirror: prefixes are for the rules to say, which a template cannot read. */
  async #narrowRead(): Promise<void> {
    const { Resources } = this.#serverless.service.provider.compiledCloudFormationTemplate
    narrowRead(Resources, await loadRules())
  }

  /** A deploy must not resume what an operator has paused: whether a mapping is enabled is not for the template to say. */
  #leavePausing(): void {
    const { Resources } = this.#serverless.service.provider.compiledCloudFormationTemplate
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type === 'AWS::Lambda::EventSourceMapping') delete Properties?.Enabled
    }
  }
}

function addCommand(tree: CommandTree, { path, usage, options }: Command): void {
  const [name = '', ...below] = path
  if (below.length === 0) {
    tree[name] = { usage, lifecycleEvents: ['run'], options: { ...options } }
    return
  }
  const group = tree[name] ?? { usage: GROUPS[name] ?? '', lifecycleEvents: ['run'], commands: {} }
  tree[name] = group
  group.commands ??= {}
  addCommand(group.commands, { path: below, usage, options, run: async () => 0 })
}

/** The framework says nothing where only the name of a group is given. */
async function askFor(group: string): Promise<never> {
  const members = commands.filter(({ path }) => path.length > 1 && path[0] === group)
  const names = members.map(({ path }) => `\`sls ${path.join(' ')}\``)
  throw new UsageError(`expected one of ${names.join(', ')}, found \`sls ${group}\``)
}
