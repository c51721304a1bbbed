import { lintRules } from '../shared/rules/lint.ts'
import type { Command, OptionValues } from './cli/command.ts'
import { readRules } from './cli/rules-file.ts'
import { processTerminal } from './cli/terminal.ts'
import { wordsFor } from './cli/trouble.ts'
import { withWords } from './cli/words.ts'
import { addCommand, askFor, type CommandTree, GROUPS } from './command-tree.ts'
import { commands } from './commands.ts'
import { connectAfterDeploy } from './connect/connect.ts'
import { checkParameters, checkResolvable } from './deploy/check.ts'
import { applyDeployer, nameDeployer } from './deploy/deployer.ts'
import { givenParameters } from './deploy/given.ts'
import { hideLeftOut } from './deploy/left-out.ts'
import { type CompiledResources, leavePausing } from './deploy/pausing.ts'
import { checkSecret, secretNameOf } from './deploy/secret.ts'
import { transferWarnings } from './deploy/transfer-faults.ts'
import type { ClientOptions } from './stage/clients.ts'
import { readCallerArn } from './stage/identity.ts'
import { narrowRead } from './stage/narrow-read.ts'
import { readSecretText } from './stage/secret.ts'
import { openStage, type Stage } from './stage/stage.ts'
import { spreadTransferNetwork } from './stage/transfer-network.ts'

/** What the Serverless Framework gives a plugin, as far as it is used here. */
interface Serverless {
  readonly classes: { readonly Error: new (message: string, code: string) => Error }
  readonly processedInput: {
    readonly command: string
    /** The words of the command line, up to the first option. */
    readonly commands?: readonly string[]
    readonly isHelpRequest: boolean
    readonly options: { readonly param?: readonly string[] }
  }
  /** serverless.yml, with as many of its variables resolved as there can be by then. */
  readonly configurationInput: { readonly params?: unknown }
  readonly service: {
    readonly service: string
    readonly functions: Record<string, unknown>
    readonly provider: {
      readonly compiledCloudFormationTemplate: { readonly Resources: CompiledResources }
    }
  }
  getProvider(name: 'aws'): { getStage(): string; getAwsSdkV3Config(): Promise<ClientOptions> }
}

/** What makes something of parameters. */
const MAKING: readonly string[] = ['package', 'deploy', 'deploy function']

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
    this.hooks['after:package:compileEvents'] = async () => leavePausing(this.#resources)
    this.hooks['after:aws:package:finalize:mergeCustomProviderResources'] = () => this.#completeTemplate()
    this.hooks['before:deploy:deploy'] = async () => {
      await this.#checkSecret()
      await this.#nameDeployer()
    }
    let show = (): void => undefined
    this.hooks['before:aws:deploy:deploy:checkForChanges'] = async () => {
      show = hideLeftOut(this.#serverless.service.functions, this.#resources)
    }
    this.hooks['after:aws:deploy:deploy:checkForChanges'] = async () => show()
    this.hooks['after:deploy:deploy'] = () => this.#connectBucket()
    for (const command of withWords(commands, serverless.processedInput.commands ?? [])) {
      addCommand(this.commands, command)
      this.hooks[`${command.path.join(':')}:run`] = () => this.#run(command)
    }
    for (const group of Object.keys(GROUPS))
      this.hooks[`${group}:run`] = () => this.#asFrameworkError(() => askFor(group))
  }

  /** Looks before the framework makes anything of the parameters: what it says of a wrong one names no parameter. */
  async asyncInit(): Promise<void> {
    const { command, isHelpRequest } = this.#serverless.processedInput
    const check = MAKING.includes(command) ? checkParameters : checkResolvable
    if (!isHelpRequest) await this.#asFrameworkError(async () => check(...this.#givenParameters()))
  }

  /** A stack is not made of rules and parameters that its functions would refuse to start with. */
  async #checkSettings(): Promise<void> {
    await this.#asFrameworkError(async () => {
      const [stage, given] = this.#givenParameters()
      checkParameters(stage, given)
      const { config } = await readRules()
      const warnings = [...lintRules(config).map((text) => `Warning: ${text}.`), ...transferWarnings(given)]
      for (const warning of warnings) processTerminal().note(warning)
    })
  }

  #givenParameters(): Parameters<typeof checkParameters> {
    const { configurationInput, processedInput } = this.#serverless
    const stage = this.#serverless.getProvider('aws').getStage()
    return [stage, givenParameters(stage, configurationInput.params, processedInput.options.param ?? [])]
  }

  async #run(command: Command): Promise<void> {
    process.exitCode = await this.#withStage(async (stage) =>
      command.run({ options: this.#options, rules: await readRules(), stage, terminal: processTerminal() }),
    )
  }

  /** A bucket that the stack did not make is told of its queue when that is there. */
  async #connectBucket(): Promise<void> {
    await this.#withStage(async (stage) => connectAfterDeploy(await stage(), await readRules(), processTerminal()))
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

  get #resources(): CompiledResources {
    return this.#serverless.service.provider.compiledCloudFormationTemplate.Resources
  }

  /** What a template cannot do: read the rules, by which Cloudinary may read the bucket, and have one of something for each of a list. */
  async #completeTemplate(): Promise<void> {
    narrowRead(this.#resources, await readRules())
    applyDeployer(this.#resources)
    spreadTransferNetwork(this.#resources)
  }

  /** A stack without an account would take files, and mirror none. */
  async #checkSecret(): Promise<void> {
    const name = secretNameOf(this.#resources)
    const options = await this.#serverless.getProvider('aws').getAwsSdkV3Config()
    const said = await this.#asFrameworkError(() => checkSecret(name, (asked) => readSecretText(options, asked)))
    if (said !== undefined) processTerminal().note(said)
  }

  /** Only a deploy has credentials, and knows by them who it is. By then the template is complete, also one that was packaged before. */
  async #nameDeployer(): Promise<void> {
    const provider = this.#serverless.getProvider('aws')
    await this.#withStage(async (stage) => {
      const said = await nameDeployer(this.#resources, {
        callerArn: async () => readCallerArn(await provider.getAwsSdkV3Config()),
        // There is no stage before the first deploy.
        before: () =>
          stage().then(
            ({ environment }) => environment.DEPLOYER,
            () => undefined,
          ),
      })
      if (said !== undefined) processTerminal().note(said)
    })
  }
}
