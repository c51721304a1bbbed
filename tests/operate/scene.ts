import { expect } from 'chai'
import { guardRelease } from '../../operate/guard/guard.ts'
import { guardOf, storesOf } from '../../operate/stage/stores.ts'
import { jpeg } from '../local/pictures.ts'
import { tend } from '../local/tend.ts'
import { eventually } from '../support/eventually.ts'
import type { OperatedStack } from './operated-stack.ts'

/** What breaks on a stack, and how it is put right. */
export class Scene {
  readonly stack: OperatedStack

  constructor(stack: OperatedStack) {
    this.stack = stack
  }

  /** The stand-in refuses everything. */
  refuseAll(status: number, message: string): Promise<unknown> {
    return this.stack.clients.control('POST', 'faults', { failNext: [{ times: 100_000, status, message }] })
  }

  answerAgain(): Promise<unknown> {
    return this.stack.clients.control('DELETE', 'faults')
  }

  /** Breaks something, has files arrive, and waits until that is known to be the stage's trouble. */
  async halt(key: string, breaks: () => Promise<unknown>, mend: () => Promise<unknown>): Promise<() => Promise<void>> {
    // So many that it is taken for the stage's trouble, and not for that of one file.
    const keys = [key, `${key}.2.jpg`, `${key}.3.jpg`]
    await breaks()
    for (const one of keys) await this.stack.put(one)
    const { breaker } = storesOf(this.stack.operator.stage)
    await eventually('a trouble', async () => expect((await breaker.state()).trouble).not.to.equal(undefined))
    await tend(this.stack)
    return async () => {
      await mend()
      await tend(this.stack)
      await this.arrived(keys)
    }
  }

  /** Waits for the assets. The sweep has brought back what was put off, and those messages find nothing to do. */
  async arrived(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.stack.arrived(key.replace(/\.jpg$/, ''), jpeg(key))
    await this.stack.forgetMessages()
  }

  /** Waits until so many are refused. Resolves with what ends that: they are so until the object goes. */
  async settled(key: string, deadLetters: number): Promise<() => Promise<void>> {
    await this.stack.quiet(deadLetters)
    return async () => {
      await this.stack.forgetMessages()
      await this.stack.delete(key)
      await this.stack.quiet()
    }
  }
}

/** Requests that an outage has swallowed would stay in doubt for minutes: it is known before one is sent. */
export async function plantOutage(scene: Scene, key: string): Promise<() => Promise<void>> {
  const { stack } = scene
  await scene.refuseAll(503, 'out of order')
  const trouble = { scope: 'cloud', code: 'cloudinary-503', reason: 'Cloudinary: out of order' } as const
  const { breaker } = storesOf(stack.operator.stage)
  await breaker.judge({ ...trouble, key, isFresh: true, isLast: true }, async () => trouble)
  await tend(stack)
  await stack.put(key)
  return async () => {
    await scene.answerAgain()
    await tend(stack)
    await scene.arrived([key])
  }
}

/** More deletions than the guard lets through. */
export async function plantWithheld({ stack }: Scene, key: string): Promise<() => Promise<void>> {
  await stack.put(key)
  await stack.recorded(key, jpeg(key))
  const { stage } = stack.operator
  const { guard } = guardOf(stage)
  while (await guard.admit());
  await stack.delete(key)
  await eventually('what is withheld', async () => {
    const { deletion } = (await storesOf(stage).ledger.read(key)).entry
    expect(deletion?.state).to.equal('withheld')
  })
  return async () => {
    await stack.operator.run(guardRelease, { yes: true })
    await stack.gone('stories/guarded')
    await stack.quiet()
  }
}
