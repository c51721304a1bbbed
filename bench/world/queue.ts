import { type Message, type QueueRequest, QueueService } from '../../tests/simulation/services/queue-service.ts'
import type { Time } from './time.ts'

/** SQS in memory for many messages: those that are hidden are not looked at until their time has come. */
export class TimedQueue extends QueueService {
  /** The most messages that were received and neither deleted nor visible again. AWS allows 120,000. */
  inFlightMax = 0
  /** The most that waited to be received. */
  waitingMax = 0
  sent = 0
  readonly #time: Time
  readonly #visible = new Set<Message>()
  readonly #idle: (() => void)[] = []
  readonly #visibilityMs: number
  #count = 0

  constructor(time: Time, visibilityMs: number) {
    super({ visibilityMs, receiveCountMax: 100 })
    this.#time = time
    this.#visibilityMs = visibilityMs
  }

  override apply(nowMs: number, request: QueueRequest): ReturnType<QueueService['apply']> {
    if (request.kind === 'send') this.#sendNow(nowMs, request.body, request.attributes ?? {})
    if (request.kind === 'receive') return { response: this.#receiveNow(nowMs, request.most), changes: [] }
    if (request.kind === 'delay') this.#hide(request.receiptHandle, request.seconds * 1000)
    if (request.kind === 'delete') this.messages.delete(idOf(request.receiptHandle))
    return { response: [], changes: [] }
  }

  /** Resolves when a message may be there: as a poller is answered. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  /** Lets all go on that wait. */
  wakeAll(): void {
    for (const wake of this.#idle.splice(0)) wake()
  }

  #sendNow(nowMs: number, body: string, attributes: Readonly<Record<string, string>>): void {
    this.sent++
    const id = `m${this.#count++}`
    const times = { sentMs: nowMs, visibleAtMs: nowMs, receiveCount: 0, receiptHandle: '' }
    const message = { id, body, attributes, ...times }
    this.messages.set(id, message)
    this.#show(message)
  }

  #receiveNow(nowMs: number, most: number): Message[] {
    const received: Message[] = []
    for (const message of this.#visible) {
      if (received.length === most) break
      this.#visible.delete(message)
      if (!this.messages.has(message.id)) continue
      message.receiveCount++
      message.visibleAtMs = nowMs + this.#visibilityMs
      message.receiptHandle = `${message.id}/${message.receiveCount}`
      received.push({ ...message })
    }
    this.inFlightMax = Math.max(this.inFlightMax, this.messages.size - this.#visible.size)
    return received
  }

  #hide(receiptHandle: string, ms: number): void {
    const message = this.messages.get(idOf(receiptHandle))
    if (message?.receiptHandle !== receiptHandle) return
    message.visibleAtMs = this.#time.nowMs() + ms
    if (ms === 0) this.#show(message)
    else this.#time.after(ms, () => this.#show(message))
  }

  #show(message: Message): void {
    this.#visible.add(message)
    this.waitingMax = Math.max(this.waitingMax, this.#visible.size)
    this.#idle.shift()?.()
  }
}

function idOf(receiptHandle: string): string {
  return receiptHandle.slice(0, receiptHandle.indexOf('/'))
}
