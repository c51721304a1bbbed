import { loadRules } from '../shared/config/rules.ts'

/** What the Serverless Framework gives a plugin, as far as it is used here. */
interface Serverless {
  readonly classes: { readonly Error: new (message: string, code: string) => Error }
}

/** The project's own part of the Serverless Framework. */
export default class MirrorPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>
  readonly #serverless: Serverless

  constructor(serverless: Serverless) {
    this.#serverless = serverless
    this.hooks = { 'before:package:initialize': () => this.#checkRules() }
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
}
