import { lintRules } from '../shared/rules/lint.ts'
import type { Command, OptionValues } from './cli/command.ts'
import { readRules } from './cli/rules-file.ts'
import { processTerminal } from './cli/terminal.ts'
import { wordsFor } from './cli/trouble.ts'
import { withWords } from './cli/words.ts'
import { askFor, type CommandTree, GROUPS, treeOf } from './command-tree.ts'
import { commands } from './commands.ts'
import { connectAfterDeploy } from './connect/connect.ts'
import { checkParameters, checkResolvable } from './deploy/check.ts'
import { applyDeployer, nameDeployer } from './deploy/deployer.ts'
import { checkForgotten } from './deploy/forgotten.ts'
import { givenParameters } from './deploy/given.ts'
import { fixedNames } from './deploy/left-behind.ts'
import { hideLeftOut } from './deploy/left-out.ts'
import { lookAhead } from './deploy/look-ahead.ts'
import { variables } from './deploy/parameters.ts'
import { type CompiledResources, leavePausing } from './deploy/pausing.ts'
import { knownRegions, regionFaults } from './deploy/region.ts'
import { checkSecret, secretNameOf } from './deploy/secret.ts'
import { strayNotes } from './deploy/stray.ts'
import { transferWarnings } from './deploy/transfer-faults.ts'
import type { Serverless } from './serverless.ts'
import { readConcurrency } from './stage/account-limits.ts'
import { readLeftBehind } from './stage/earlier.ts'
import { readCallerArn } from './stage/identity.ts'
import { narrowRead } from './stage/narrow-read.ts'
import { readSecretText } from './stage/secret.ts'
import { openStage, type Stage } from './stage/stage.ts'
import { spreadTransferNetwork } from './stage/transfer-network.ts'
import { withStage } from './stage/with-stage.ts'

/** What makes something of parameters. */
const MAKING: readonly string[] = ['package', 'deploy', 'deploy function']

/** The project's own part of the Serverless Framework: checks while packaging, and the operator's commands. */
export default class MirrorPlugin {
  readonly commands: CommandTree
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
      await this.#lookAhead()
      await this.#checkSecret()
      await this.#compareWithDeployed()
    }
    let show = (): void => undefined
    this.hooks['before:aws:deploy:deploy:checkForChanges'] = async () => {
      show = hideLeftOut(this.#serverless.service.functions, this.#resources)
    }
    this.hooks['after:aws:deploy:deploy:checkForChanges'] = async () => show()
    this.hooks['after:deploy:deploy'] = () => this.#connectBucket()
    const known = withWords(commands, serverless.processedInput.commands ?? [])
    this.commands = treeOf(known)
    for (const command of known) this.hooks[`${command.path.join(':')}:run`] = () => this.#run(command)
    const names = commands.map(({ path }) => path.join(' '))
    for (const group of Object.keys(GROUPS))
      this.hooks[`${group}:run`] = () => this.#asFrameworkError(() => askFor(group, names))
  }

  /** Looks before the framework makes anything of the parameters: what it says of a wrong one names no parameter. */
  async asyncInit(): Promise<void> {
    const { command, isHelpRequest } = this.#serverless.processedInput
    const check = MAKING.includes(command) ? checkParameters : checkResolvable
    if (isHelpRequest) return
    await this.#asFrameworkError(async () => check(...this.#givenParameters(), this.#regionFaults()))
  }

  #regionFaults(): ReturnType<typeof regionFaults> {
    const region = this.#serverless.getProvider('aws').getRegion()
    const asked = { region, stage: this.#stageName, isRegionGiven: this.#isRegionGiven }
    return regionFaults(asked, knownRegions(this.#serverless.configSchemaHandler))
  }

  /** A stack is not made of rules and parameters that its functions would refuse to start with. */
  async #checkSettings(): Promise<void> {
    await this.#asFrameworkError(async () => {
      const [stage, given] = this.#givenParameters()
      checkParameters(stage, given)
      const { config } = await readRules(stage)
      const warnings = [...lintRules(config).map((text) => `Warning: ${text}.`), ...transferWarnings(given)]
      for (const warning of [...warnings, ...strayNotes(stage, variables)]) processTerminal().note(warning)
    })
  }

  #givenParameters(): [stage: string, given: ReturnType<typeof givenParameters>] {
    const { configurationInput, processedInput } = this.#serverless
    const stage = this.#serverless.getProvider('aws').getStage()
    return [stage, givenParameters(stage, configurationInput.params, processedInput.options.param ?? [])]
  }

  async #run(command: Command): Promise<void> {
    process.exitCode = await this.#withStage(async (stage) =>
      command.run({
        options: this.#options,
        rules: await readRules(this.#stageName),
        stage,
        terminal: processTerminal(),
      }),
    )
  }

  /** A bucket that the stack did not make is told of its queue when that is there. */
  async #connectBucket(): Promise<void> {
    await this.#withStage(async (stage) =>
      connectAfterDeploy(await stage(), await readRules(this.#stageName), processTerminal()),
    )
  }

  /** Opens the stage where it is asked for, and closes it. */
  async #withStage<Value>(use: (stage: () => Promise<Stage>) => Promise<Value>): Promise<Value> {
    const open = () => {
      const provider = this.#serverless.getProvider('aws')
      return openStage(provider.getStage(), this.#serverless.service.service, () => provider.getAwsSdkV3Config())
    }
    return this.#asFrameworkError(() => withStage(open, use))
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

  get #isRegionGiven(): boolean {
    return this.#serverless.processedInput.options.region !== undefined
  }

  get #stageName(): string {
    return this.#serverless.getProvider('aws').getStage()
  }

  get #resources(): CompiledResources {
    return this.#serverless.service.provider.compiledCloudFormationTemplate.Resources
  }

  /** What a template cannot do: read the rules, by which Cloudinary may read the bucket, and have one of something for each of a list. */
  async #completeTemplate(): Promise<void> {
    narrowRead(this.#resources, await readRules(this.#stageName))
    applyDeployer(this.#resources)
    spreadTransferNetwork(this.#resources)
  }

  /** What would go elsewhere than is meant, or be refused when half of the stack is made. */
  async #lookAhead(): Promise<void> {
    const provider = this.#serverless.getProvider('aws')
    const [stage, given] = this.#givenParameters()
    const ahead = { stage, given, region: provider.getRegion(), isRegionGiven: this.#isRegionGiven }
    const options = await provider.getAwsSdkV3Config()
    const stack = `${this.#serverless.service.service}-${stage}`
    const looking = {
      concurrency: () => readConcurrency(options, `${stack}-webhook`),
      leftBehind: () => readLeftBehind(options, fixedNames(stack, given)),
    }
    const notes = await this.#asFrameworkError(() => lookAhead(ahead, looking))
    for (const note of notes) processTerminal().note(note)
  }

  /** A stack without an account would take files, and mirror none. */
  async #checkSecret(): Promise<void> {
    const name = secretNameOf(this.#resources)
    const options = await this.#serverless.getProvider('aws').getAwsSdkV3Config()
    const read = (asked: string) => readSecretText(options, asked)
    const said = await this.#asFrameworkError(() => checkSecret(name, options.region, read))
    if (said !== undefined) processTerminal().note(said)
  }

  /**
   * What the stage has, it is not to lose unasked; and only a deploy has credentials, and knows by them who it is. By then the template
   * is complete, also one that was packaged before.
   */
  async #compareWithDeployed(): Promise<void> {
    const provider = this.#serverless.getProvider('aws')
    await this.#withStage(async (stage) => {
      // There is no stage before the first deploy.
      const deployed = await stage().then(
        ({ environment }) => environment,
        () => undefined,
      )
      if (deployed) checkForgotten(...this.#givenParameters(), deployed)
      const said = await nameDeployer(this.#resources, {
        callerArn: async () => readCallerArn(await provider.getAwsSdkV3Config()),
        before: async () => deployed?.DEPLOYER,
      })
      if (said !== undefined) processTerminal().note(said)
    })
  }
}
