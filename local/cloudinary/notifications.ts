import { createHash } from 'node:crypto'
import type { Background } from './background.ts'
import type { Clock } from './clock.ts'
import type { Json } from './decision.ts'
import type { Faults } from './faults.ts'
import { randomId } from './random.ts'
import type { Account } from './render.ts'
import type { Settings } from './settings.ts'
import type { Reach } from './source/reach.ts'
import type { Statistics } from './statistics.ts'

/** What is needed to notify. */
export interface NotifierParts {
  readonly account: Account
  readonly clock: Clock
  readonly background: Background
  readonly faults: Faults
  readonly settings: Settings
  readonly statistics: Statistics
  readonly reach: Pick<Reach, 'reaches'>
}

const answerTimeoutMs = 30_000
const copies = { dropped: 0, sent: 1, twice: 2 }

/** Tells those who asked for it what became of a request, in the background, and again when they do not take it. */
export class Notifier {
  readonly #parts: NotifierParts

  constructor(parts: NotifierParts) {
    this.#parts = parts
  }

  /** Sends a notification of this type to a web address. */
  notify(url: string, type: string, content: Json): void {
    const { background, faults, statistics } = this.#parts
    const fate = faults.takeNotification()
    if (fate === 'dropped') statistics.notified(fate)
    const body = JSON.stringify({ notification_type: type, ...this.#head(), ...content })
    for (let copy = 0; copy < copies[fate]; copy += 1) background.run(() => this.#deliver(url, body))
  }

  #head(): Json {
    const { account, clock } = this.#parts
    const { apiKey } = account
    const triggeredAt = new Date(clock.nowMs()).toISOString()
    return {
      timestamp: triggeredAt.replace(/\.\d+Z$/, '+00:00'),
      request_id: randomId(),
      notification_context: { triggered_at: triggeredAt, triggered_by: { source: 'api', id: apiKey } },
      signature_key: apiKey,
    }
  }

  async #deliver(url: string, body: string): Promise<void> {
    const { background, clock, settings, statistics } = this.#parts
    let sentAtMs = 0
    for (const atMs of [0, ...settings.values.notificationRetriesAtMs]) {
      await clock.wait(atMs - sentAtMs, background.signal)
      if (background.signal.aborted) return
      if (await this.#send(url, body)) return statistics.notified('delivered')
      sentAtMs = atMs
    }
    statistics.notified('failed')
  }

  async #send(url: string, body: string): Promise<boolean> {
    if (!this.#parts.reach.reaches(url)) return false
    const timestamp = String(Math.floor(this.#parts.clock.nowMs() / 1000))
    const headers = {
      'Content-Type': 'application/json',
      'X-Cld-Timestamp': timestamp,
      'X-Cld-Signature': this.#sign(body + timestamp),
    }
    const signal = AbortSignal.any([this.#parts.background.signal, AbortSignal.timeout(answerTimeoutMs)])
    const response = await fetch(url, { method: 'POST', headers, body, signal }).catch(() => undefined)
    await response?.body?.cancel().catch(() => undefined)
    return response?.ok ?? false
  }

  #sign(text: string): string {
    const { account, settings } = this.#parts
    return createHash(settings.values.notificationHash)
      .update(text + account.apiSecret)
      .digest('hex')
  }
}
