import { mirrorBatch } from '../../shared/batch.ts'
import { readMessage } from '../../shared/event/read-message.ts'
import type { Outcome } from '../../shared/outcome/outcome.ts'
import type { QueueMessage } from '../../shared/ports/queue.ts'
import { Invocation } from './invocation.ts'
import { judge } from './oracle.ts'
import { simulatedPorts } from './ports.ts'
import { Reconciler } from './reconciler.ts'
import type { Message } from './services/queue-service.ts'
import { BUCKET, TIMES, type World } from './world.ts'

const BATCH_MAX = 10

/** Lambda with its event source mapping: invokes the real worker code with batches of the queue. */
export class Lambda {
  readonly #world: World
  readonly #concurrency: number
  readonly #batchMax: number
  #running = 0
  #count = 0

  /** With `batchMax` 1, two messages at the same time are two workers'. */
  constructor(world: World, concurrency: number, batchMax = BATCH_MAX) {
    this.#world = world
    this.#concurrency = concurrency
    this.#batchMax = batchMax
    world.wake = () => this.#plan()
    new Reconciler(world)
  }

  get isIdle(): boolean {
    return this.#running === 0
  }

  #plan(): void {
    const { queue, scheduler, nowMs } = this.#world
    const nextMs = queue.nextVisibleAtMs()
    if (nextMs !== undefined) scheduler.after(Math.max(20, nextMs - nowMs), () => this.#poll())
  }

  #poll(): void {
    const { queue, nowMs, faults, isDelivering } = this.#world
    if (!isDelivering) return
    while (this.#running < this.#concurrency) {
      const messages = queue.apply(nowMs, { kind: 'receive', most: this.#batchMax }).response
      if (messages.length === 0) return
      for (const { id } of messages) {
        const message = queue.messages.get(id)
        if (message && faults.strikes('message-redelivered')) message.visibleAtMs = nowMs + 500
      }
      this.#invoke(messages)
    }
  }

  #invoke(messages: readonly Message[]): void {
    const world = this.#world
    const skewMs = world.faults.strikes('clock-skew') ? world.random.integer(-TIMES.skewMs, TIMES.skewMs) : 0
    const invocation = new Invocation(world, `w${this.#count++}`, skewMs)
    const ports = simulatedPorts(world, invocation)
    const times = { settleMs: TIMES.settleMs, attemptMs: TIMES.attemptMs }
    const settings = {
      bucket: BUCKET,
      ...times,
      changesAtOnce: 2,
      webhookUrl: world.usesBackground ? 'memory' : undefined,
    }
    const deadlineMs = ports.clock.nowMs() + TIMES.workerTimeoutMs
    this.#running++
    const beganCalmly = !world.faults.isOn
    const end = () => {
      this.#running--
      this.#checkQuiet()
      this.#plan()
    }
    invocation.onCrash = end
    world.scheduler.after(TIMES.workerTimeoutMs, () => invocation.isAlive && invocation.crash('time-out'))
    mirrorBatch(messages.map(toQueueMessage), { ...ports, rules: invocation.rules, settings, deadlineMs }).then(
      ({ failedIds, outcomes }) => {
        if (!invocation.isAlive) return
        for (const { key, result, code, reason } of outcomes)
          world.remark(key, `${invocation.id}: ${result} ${code}: ${reason}`)
        // A fault that struck before the faults ended may still show.
        if (beganCalmly) checkNeighbours(world, messages, failedIds, outcomes)
        if (world.faults.isOff && !world.isTroubled) checkDelays(world, messages, failedIds, outcomes)
        for (const message of messages) if (!failedIds.includes(message.id)) this.#delete(message)
        invocation.onCrash = () => undefined
        invocation.isAlive = false
        end()
      },
      (thrown: unknown) => world.violations.push(`the worker threw: ${String(thrown)}`),
    )
  }

  /** Quiet means equal, at any time: where nothing is under way or dead, and S3 has told of everything, nothing differs. */
  #checkQuiet(): void {
    const world = this.#world
    const { queue, deadLetters, eventsUnderWay, faults } = world
    const isQuiet = queue.messages.size + deadLetters.messages.size + eventsUnderWay + this.#running === 0
    if (!isQuiet || faults.losesEvents || world.rulesHaveChanged) return
    const { divergent, lost, extra } = judge(world)
    for (const text of [...divergent, ...lost, ...extra]) {
      world.violations.push(`quiet but not equal: ${text}`)
      world.remark('', `quiet but not equal: ${text}`)
    }
  }

  #delete({ receiptHandle }: Message): void {
    const { queue, nowMs, faults } = this.#world
    if (!faults.strikes('delete-lost')) queue.apply(nowMs, { kind: 'delete', receiptHandle })
  }
}

/** One key's trouble is its own: a message comes back only for a key of its own that is not done. */
function checkNeighbours(
  world: World,
  messages: readonly Message[],
  failedIds: readonly string[],
  outcomes: readonly Outcome[],
): void {
  const troubled = outcomes.filter(({ delaySeconds }) => delaySeconds !== undefined).map(({ key }) => key)
  for (const { id, body } of messages) {
    const isTroubled = readMessage(body, BUCKET).events.some(({ key }) => troubled.includes(key))
    if (failedIds.includes(id) && !isTroubled)
      world.violations.push('a message comes back for the trouble of another key')
  }
}

/** A message is delivered again as soon as the first of its keys can go on. */
function checkDelays(
  world: World,
  messages: readonly Message[],
  failedIds: readonly string[],
  outcomes: readonly Outcome[],
): void {
  for (const { id, body } of messages) {
    const keys = readMessage(body, BUCKET).events.map(({ key }) => key)
    const delays = outcomes.filter(({ key }) => keys.includes(key)).flatMap(({ delaySeconds }) => delaySeconds ?? [])
    const message = world.queue.messages.get(id)
    if (!failedIds.includes(id) || !message) continue
    if (message.visibleAtMs > world.nowMs + Math.min(...delays) * 1000)
      world.violations.push(`a message for ${keys.join(' and ')} waits for longer than one of its keys`)
  }
}

function toQueueMessage(message: Message): QueueMessage {
  const { id, body, receiptHandle, receiveCount, sentMs, attributes } = message
  return { id, body, receiptHandle, receiveCount, ...('RejectionCode' in attributes && { redrivenMs: sentMs }) }
}
