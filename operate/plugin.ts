import type { Command, OptionValues } from './cli/command.ts'
import { readRules } from './cli/rules-file.ts'
import { processTerminal } from './cli/terminal.ts'
import { withWords } from './cli/words.ts'
import { askFor, type CommandTree, GROUPS, treeOf } from './command-tree.ts'
import { commands } from './commands.ts'
import { connectAfterDeploy } from './connect/connect.ts'
import { checkParameters, checkResolvable } from './deploy/check.ts'
import { hideLeftOut } from './deploy/left-out.ts'
import { leavePausing } from './deploy/pausing.ts'
import { knownRegions, regionFaults } from './deploy/region.ts'
import { checkAccount, checkSettings, compareWithDeployed, completeTemplate, lookAheadOfDeploy } from './deploying.ts'
import { Framework } from './framework.ts'
import type { Serverless } from './serverless.ts'

/** What makes something of parameters. */
const MAKING: readonly string[] = ['package', 'deploy', 'deploy function']

/** The project's own part of the Serverless Framework: checks while packaging, and the operator's commands. */
export default class MirrorPlugin {
  readonly commands: CommandTree
  readonly hooks: Record<string, () => Promise<void>> = {}
  readonly #serverless: Serverless
  readonly #framework: Framework
  readonly #options: OptionValues

  constructor(serverless: Serverless, options: OptionValues) {
    this.#serverless = serverless
    this.#framework = new Framework(serverless)
    this.#options = options
    this.#hookDeploy()
    const known = withWords(commands, serverless.processedInput.commands ?? [])
    this.commands = treeOf(known)
    for (const command of known) this.hooks[`${command.path.join(':')}:run`] = () => this.#run(command)
    const names = commands.map(({ path }) => path.join(' '))
    for (const group of Object.keys(GROUPS))
      this.hooks[`${group}:run`] = () => this.#framework.asFrameworkError(() => askFor(group, names))
  }

  /** Looks before the framework makes anything of the parameters: what it says of a wrong one names no parameter. */
  async asyncInit(): Promise<void> {
    const { processedInput, configSchemaHandler } = this.#serverless
    if (processedInput.isHelpRequest) return
    const check = MAKING.includes(processedInput.command) ? checkParameters : checkResolvable
    await this.#framework.asFrameworkError(async () => {
      const faults = regionFaults(this.#framework, knownRegions(configSchemaHandler))
      check(...this.#framework.givenParameters(), faults)
    })
  }

  #hookDeploy(): void {
    const framework = this.#framework
    const hook = (name: string, ...steps: readonly ((framework: Framework) => Promise<void>)[]) => {
      this.hooks[name] = async () => {
        for (const step of steps) await framework.asFrameworkError(() => step(framework))
      }
    }
    hook('before:package:initialize', checkSettings)
    hook('after:package:compileEvents', async () => leavePausing(framework.resources))
    hook('after:aws:package:finalize:mergeCustomProviderResources', completeTemplate)
    hook('before:deploy:deploy', lookAheadOfDeploy, checkAccount, compareWithDeployed)
    let show = (): void => undefined
    hook('before:aws:deploy:deploy:checkForChanges', async () => {
      show = hideLeftOut(framework.functions, framework.resources)
    })
    hook('after:aws:deploy:deploy:checkForChanges', async () => show())
    hook('after:deploy:deploy', connectBucket)
  }

  async #run(command: Command): Promise<void> {
    const { stage: name } = this.#framework
    process.exitCode = await this.#framework.withStage(async (stage) =>
      command.run({ options: this.#options, rules: await readRules(name), stage, terminal: processTerminal() }),
    )
  }
}

/** A bucket that the stack did not make is told of its queue when that is there. */
async function connectBucket(framework: Framework): Promise<void> {
  await framework.withStage(async (stage) =>
    connectAfterDeploy(await stage(), await readRules(framework.stage), processTerminal()),
  )
}
