import { wordsFor } from './cli/trouble.ts'
import { givenParameters } from './deploy/given.ts'
import type { CompiledResources } from './deploy/pausing.ts'
import type { Serverless } from './serverless.ts'
import type { ClientOptions } from './stage/clients.ts'
import { openStage, type Stage } from './stage/stage.ts'
import { withStage } from './stage/with-stage.ts'

/** What the framework knows of the stage that it was called for. */
export class Framework {
  readonly #serverless: Serverless

  constructor(serverless: Serverless) {
    this.#serverless = serverless
  }

  get stage(): string {
    return this.#serverless.getProvider('aws').getStage()
  }

  get region(): string {
    return this.#serverless.getProvider('aws').getRegion()
  }

  /** Whether the command line names it. */
  get isRegionGiven(): boolean {
    return this.#serverless.processedInput.options.region !== undefined
  }

  /** The name of the stack. */
  get stack(): string {
    return `${this.#serverless.service.service}-${this.stage}`
  }

  get functions(): Record<string, unknown> {
    return this.#serverless.service.functions
  }

  /** What the template has, as it is by then. */
  get resources(): CompiledResources {
    return this.#serverless.service.provider.compiledCloudFormationTemplate.Resources
  }

  /** The stage, and the parameters that it is given. */
  givenParameters(): [stage: string, given: ReturnType<typeof givenParameters>] {
    const { configurationInput, processedInput } = this.#serverless
    const { stage } = this
    return [stage, givenParameters(stage, configurationInput.params, processedInput.options.param ?? [])]
  }

  /** With the credentials and the region that it was called with. */
  clientOptions(): Promise<ClientOptions> {
    return this.#serverless.getProvider('aws').getAwsSdkV3Config()
  }

  /** Opens the stage where it is asked for, and closes it. */
  async withStage<Value>(use: (stage: () => Promise<Stage>) => Promise<Value>): Promise<Value> {
    const open = () => openStage(this.stage, this.#serverless.service.service, () => this.clientOptions())
    return this.asFrameworkError(() => withStage(open, use))
  }

  /** Errors that people are to read are the framework's own, which it shows without a stack. */
  async asFrameworkError<Value>(call: () => Promise<Value>): Promise<Value> {
    try {
      return await call()
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown
      const words = wordsFor(thrown)
      throw words === undefined ? thrown : new this.#serverless.classes.Error(words, 'MIRROR')
    }
  }
}
