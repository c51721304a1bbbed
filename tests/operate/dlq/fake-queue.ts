import type { DeadLetterQueue, Letter } from '../../../operate/dlq/dead-letter-queue.ts'
import { writeMessage } from '../../../shared/event/write-message.ts'

export const BUCKET = 'studio'

/** A letter as the worker writes it. */
export function letter(key: string, change: Partial<Letter> = {}): Letter {
  return {
    id: `id of ${key}`,
    handle: '',
    body: writeMessage({ bucket: BUCKET, key, source: 'refusal', atMs: 0 }),
    attributes: {
      RejectionCode: { dataType: 'String', text: 'bad' },
      RejectionReason: { dataType: 'String', text: `${key} is bad` },
    },
    receiveCount: 1,
    sentMs: 0,
    isMoved: false,
    ...change,
  }
}

/** Which call goes wrong: before it has an effect or after; and whether the caller is dead from then on. */
export interface Fault {
  readonly at: number
  readonly when: 'before' | 'after'
  readonly isDeath: boolean
}

/** A dead-letter queue in memory, and the change queue behind it. */
export class FakeQueue implements DeadLetterQueue {
  readonly name = 'dead-letters'
  readonly sent: Letter[] = []
  readonly calls: string[] = []
  nowMs = 1000
  fault: Fault | undefined
  /** Called before each receive: what others do meanwhile. */
  meanwhile: () => void = () => undefined
  readonly #letters = new Map<string, { letter: Letter; hiddenUntilMs: number }>()

  constructor(letters: readonly Letter[]) {
    for (const one of letters) this.add(one)
  }

  add(one: Letter): void {
    this.#letters.set(one.id, { letter: one, hiddenUntilMs: 0 })
  }

  get ids(): string[] {
    return [...this.#letters.keys()].sort()
  }

  get hiddenIds(): string[] {
    return [...this.#letters].filter(([, { hiddenUntilMs }]) => hiddenUntilMs > this.nowMs).map(([id]) => id)
  }

  depth() {
    const hidden = this.hiddenIds.length
    return this.#call('depth', () => ({ visible: this.#letters.size - hidden, hidden }))
  }

  receive(visibilitySeconds: number) {
    return this.#call('receive', () => {
      this.meanwhile()
      const visible = [...this.#letters.values()].filter(({ hiddenUntilMs }) => hiddenUntilMs <= this.nowMs)
      return visible.slice(0, 10).map((kept) => {
        kept.hiddenUntilMs = this.nowMs + visibilitySeconds * 1000
        return kept.letter
      })
    })
  }

  makeVisible(letters: readonly Letter[]) {
    return this.#call('makeVisible', () =>
      letters.filter(({ id }) => {
        const kept = this.#letters.get(id)
        if (kept) kept.hiddenUntilMs = 0
        return kept !== undefined
      }),
    )
  }

  resend(letters: readonly Letter[]) {
    return this.#call('resend', () => {
      this.sent.push(...letters)
      return letters
    })
  }

  deposit(letters: readonly Letter[]) {
    return this.#call('deposit', () => {
      for (const one of letters) this.add(one)
      return letters
    })
  }

  remove(letters: readonly Letter[]) {
    return this.#call('remove', () => letters.filter(({ id }) => this.#letters.delete(id)))
  }

  async #call<Value>(name: string, act: () => Value): Promise<Value> {
    this.calls.push(name)
    const { at = 0, when, isDeath } = this.fault ?? {}
    const isNow = this.calls.length === at
    if ((isNow && when === 'before') || (isDeath && this.calls.length > at)) throw new Error('no answer')
    const value = act()
    if (isNow) throw new Error('no answer')
    return value
  }
}
