import { loadRules } from '../shared/config/rules.ts'

/** What the Serverless Framework gives a plugin, as far as it is used here. */
interface Serverless {
  readonly classes: { readonly Error: new (message: string, code: string) => Error }
  readonly service: {
    readonly provider: {
      readonly compiledCloudFormationTemplate: { readonly Resources: Readonly<Record<string, CompiledResource>> }
    }
  }
}

interface CompiledResource {
  readonly Type: string
  readonly Properties?: Record<string, unknown>
}

/** The project's own part of the Serverless Framework. */
export default class MirrorPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>
  readonly #serverless: Serverless

  constructor(serverless: Serverless) {
    this.#serverless = serverless
    this.hooks = {
      'before:package:initialize': () => this.#checkRules(),
      'after:package:compileEvents': async () => this.#leavePausing(),
    }
  }

  /** A stack is not made of rules that its functions would refuse to start with. */
  async #checkRules(): Promise<void> {
    try {
      await loadRules()
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown
      throw new this.#serverless.classes.Error(thrown.message, 'MIRROR_CONFIG')
    }
  }

  /** A deploy must not resume what an operator has paused: whether a mapping is enabled is not for the template to say. */
  #leavePausing(): void {
    const { Resources } = this.#serverless.service.provider.compiledCloudFormationTemplate
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type === 'AWS::Lambda::EventSourceMapping') delete Properties?.Enabled
    }
  }
}
