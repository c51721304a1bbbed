import { TestStack } from '../local/test-stack.ts'
import { atEnd } from '../support/at-end.ts'
import { Operator } from './operator.ts'

/** A local stack, and someone who runs commands on it. */
export class OperatedStack extends TestStack {
  #operator: Operator | undefined
  #starting: Promise<void> | undefined

  get operator(): Operator {
    if (!this.#operator) throw new Error('the stack is started before the tests, not while they are declared')
    return this.#operator
  }

  /** Starts it, unless that has been done. */
  startOnce(settings: Readonly<Record<string, string>>): Promise<void> {
    this.#starting ??= this.#start(settings)
    return this.#starting
  }

  async #start(settings: Readonly<Record<string, string>>): Promise<void> {
    atEnd(() => this.remove())
    await this.start(settings, ['--memory'])
    this.#operator = await Operator.of(this.process.directory)
  }

  override async remove(): Promise<void> {
    this.#operator?.close()
    await super.remove()
  }
}

/** Guarded closely, so that few deletions trip the guard. */
export const DELETIONS_MAX = 3

const settingsOf = {
  /** One whose bucket nothing but its marker is put into. */
  empty: {},
  /** One that files come to. Whoever uses it leaves its queues empty, and has keys of their own. */
  busy: { SETTLE_SECONDS: '0', DELETIONS_MAX: String(DELETIONS_MAX) },
  /** One whose rules look at tags. */
  tagged: { SETTLE_SECONDS: '0', MIRROR_CONFIG: 'tests/operate/rules-tagged.ts' },
} as const

const stacks = new Map<keyof typeof settingsOf, OperatedStack>()

/** A stack for the tests of a describe block: the same one for all files that one process runs. */
export function useOperatedStack(name: keyof typeof settingsOf): OperatedStack {
  const stack = stacks.get(name) ?? new OperatedStack()
  stacks.set(name, stack)
  before(() => stack.startOnce(settingsOf[name]))
  return stack
}
