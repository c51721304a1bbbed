import { type Effect, type Scope, TransientError, type TransientKind } from '../../shared/model/errors.ts'
import type { ReasonCode } from '../../shared/model/reasons.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import type { AwsService, World } from './world.ts'

/** One invocation of the worker. When it crashes, nothing it waits for ever comes, and what it has sent goes on without it. */
export class Invocation {
  readonly id: string
  readonly skewMs: number
  /** The rules that it was deployed with. */
  readonly rules: Rules
  isAlive = true
  /** Keys of which S3's last word was that they are gone. */
  readonly sawGone = new Set<string>()
  /** Keys whose upload was answered, with the state of the object, until S3 has been asked what it says now. */
  readonly answered = new Map<string, string>()
  /** Called once, when the invocation crashes. */
  onCrash: () => void = () => undefined
  readonly #world: World
  #count = 0
  #hangs = false

  constructor(world: World, id: string, skewMs: number) {
    this.#world = world
    this.id = id
    this.skewMs = skewMs
    this.rules = world.rules
  }

  nextNumber(): number {
    return this.#count++
  }

  /** Ends the invocation at once, wherever it is. */
  crash(reason: string): void {
    if (!this.isAlive) return
    this.isAlive = false
    this.#world.remark('', `worker ${this.id} ends: ${reason}`)
    this.onCrash()
  }

  /** The worker's one thread is busy for ever: nothing that it waits for is heard of until it is ended from outside. */
  hang(): Promise<never> {
    this.#hangs = true
    return forever()
  }

  /** Sends a request that takes effect on its way, and resolves with its answer. */
  async call<Answer>(typicalMs: number, land: () => Answer): Promise<Answer> {
    const { random, scheduler } = this.#world
    const landed = new Promise<Answer>((resolve) => scheduler.after(random.latencyMs(typicalMs), () => resolve(land())))
    return this.await(landed)
  }

  /** Calls AWS, where the call meets the fate that the scenario has for it. `again` is a second try. */
  async reach<Answer>(
    service: AwsService,
    typicalMs: number,
    land: () => Answer,
    again?: () => Promise<Answer>,
  ): Promise<Answer> {
    const fate = this.#world.awsFate(service)
    const scope = service === 's3' ? 'source' : 'key'
    if (fate === 'refused') return this.refuse(service, `${service}-refused`, { scope })
    const answer = await this.call(typicalMs, land)
    if (fate === 'answer-lost') throw new TransientError(`${service}-timeout`, 'no answer', { scope })
    return fate === 'tried-twice' && again ? again() : answer
  }

  /** Waits for an answer, unless the invocation dies before or after. */
  async await<Answer>(landed: Promise<Answer>): Promise<Answer> {
    this.#mayCrash('before')
    // Nobody may be left to hear that it failed.
    landed.catch(() => undefined)
    if (!this.isAlive) return forever()
    try {
      const answer = await landed
      await this.#stall()
      this.#mayCrash('after')
      return this.isAlive && !this.#hangs ? answer : await forever()
    } catch (thrown) {
      if (!this.isAlive || this.#hangs) return forever()
      throw thrown
    }
  }

  /** The other side answers that it does not, at once. */
  async refuse(
    service: string,
    code: ReasonCode,
    options: { readonly effect?: Effect; readonly kind?: TransientKind; readonly scope?: Scope } = {},
  ): Promise<never> {
    await this.await(this.#world.scheduler.sleep(10))
    throw new TransientError(code, `${service} refuses`, options)
  }

  /** No answer comes until the request times out. */
  async noAnswer(afterMs: number): Promise<never> {
    await this.await(this.#world.scheduler.sleep(afterMs))
    throw new TransientError('cloudinary-no-answer', 'no answer', { scope: 'cloud', effect: 'unknown' })
  }

  async #stall(): Promise<void> {
    const { faults, random, scheduler, stallMs } = this.#world
    const ms = faults.strikes('worker-slow') ? random.integer(1000, 150_000) : stallMs()
    if (ms > 0) await scheduler.sleep(ms)
  }

  #mayCrash(when: 'before' | 'after'): void {
    const { faults } = this.#world
    if (when === 'before' && faults.strikes('worker-crash')) this.crash('crash')
    if (this.isAlive && this.#world.crashes(when)) this.crash(`crash ${when} a call`)
  }
}

function forever(): Promise<never> {
  return new Promise(() => undefined)
}
