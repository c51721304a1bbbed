export interface Message {
  readonly id: string
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
  readonly sentMs: number
  visibleAtMs: number
  receiveCount: number
  receiptHandle: string
}

export type QueueRequest =
  | { readonly kind: 'send'; readonly body: string; readonly attributes?: Readonly<Record<string, string>> }
  | { readonly kind: 'receive'; readonly most: number }
  | { readonly kind: 'delay'; readonly receiptHandle: string; readonly seconds: number }
  | { readonly kind: 'delete'; readonly receiptHandle: string }

/** SQS in memory: a standard queue with a dead-letter queue. Order is not kept, and the oldest receipt is as good as none. */
export class QueueService {
  readonly messages = new Map<string, Message>()
  readonly #visibilityMs: number
  readonly #receiveCountMax: number
  readonly #deadLetters: QueueService | undefined
  #count = 0

  constructor(options: { visibilityMs: number; receiveCountMax: number; deadLetters?: QueueService }) {
    this.#visibilityMs = options.visibilityMs
    this.#receiveCountMax = options.receiveCountMax
    this.#deadLetters = options.deadLetters
  }

  apply(nowMs: number, request: QueueRequest): { response: readonly Message[]; changes: readonly never[] } {
    switch (request.kind) {
      case 'send':
        this.#send(nowMs, request.body, request.attributes ?? {})
        break
      case 'receive':
        return { response: this.#receive(nowMs, request.most), changes: [] }
      case 'delay':
        this.#delay(request.receiptHandle, nowMs + request.seconds * 1000)
        break
      case 'delete':
        this.messages.delete(this.#held(request.receiptHandle)?.id ?? '')
        break
    }
    return { response: [], changes: [] }
  }

  /** When the next message can be received, or undefined where there is none. */
  nextVisibleAtMs(): number | undefined {
    let next: number | undefined
    for (const { visibleAtMs } of this.messages.values()) if (visibleAtMs < (next ?? Infinity)) next = visibleAtMs
    return next
  }

  #send(nowMs: number, body: string, attributes: Readonly<Record<string, string>>): void {
    const id = `m${this.#count++}`
    this.messages.set(id, {
      id,
      body,
      attributes,
      sentMs: nowMs,
      visibleAtMs: nowMs,
      receiveCount: 0,
      receiptHandle: '',
    })
  }

  #receive(nowMs: number, most: number): Message[] {
    const received: Message[] = []
    for (const message of this.messages.values()) {
      if (received.length === most) break
      if (message.visibleAtMs > nowMs) continue
      message.receiveCount++
      if (message.receiveCount > this.#receiveCountMax && this.#deadLetters) {
        this.messages.delete(message.id)
        this.#deadLetters.#send(nowMs, message.body, message.attributes)
        continue
      }
      message.visibleAtMs = nowMs + this.#visibilityMs
      message.receiptHandle = `${message.id}/${message.receiveCount}`
      received.push({ ...message })
    }
    return received
  }

  #delay(receiptHandle: string, untilMs: number): void {
    const message = this.#held(receiptHandle)
    if (message) message.visibleAtMs = untilMs
  }

  #held(receiptHandle: string): Message | undefined {
    const message = this.messages.get(receiptHandle.slice(0, receiptHandle.indexOf('/')))
    return message?.receiptHandle === receiptHandle ? message : undefined
  }
}
