import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AdminQuota, quotaHeaders, quotaMessage } from './admin/quota.ts'
import { type Answer, answerOf, answerOfError, errorAnswer, send } from './answer.ts'
import type { Api, Call } from './api.ts'
import type { Background } from './background.ts'
import type { Blobs } from './blobs.ts'
import type { Clock } from './clock.ts'
import { control } from './control.ts'
import { deliver } from './deliver.ts'
import type { Failure, Fate, Faults } from './faults.ts'
import { collectFields, receiveForm } from './form.ts'
import { notKnown } from './refusal.ts'
import type { Account } from './render.ts'
import { type AdminRoute, routeOf, type UploadRoute } from './routes.ts'
import type { Settings } from './settings.ts'
import type { Statistics } from './statistics.ts'
import type { Store } from './store.ts'

/** The parts of a running stand-in. */
export interface Parts {
  readonly account: Account
  readonly clock: Clock
  readonly store: Store
  readonly blobs: Blobs
  readonly api: Api
  readonly faults: Faults
  readonly statistics: Statistics
  readonly settings: Settings
  readonly background: Background
}

/** Answers every request of the stand-in, until the signal tells those that wait to give up. */
export class Service {
  readonly #parts: Parts
  readonly #signal: AbortSignal
  readonly #quota = new AdminQuota()

  constructor(parts: Parts, signal: AbortSignal) {
    this.#parts = parts
    this.#signal = signal
  }

  /** Answers one request; never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', search = ''] = (request.url ?? '').split('?', 2)
    const route = routeOf(request.method ?? '', path)
    try {
      if (route.kind === 'api') await this.#serveApi(route, search, request, response)
      else if (route.kind === 'delivery') await deliver(this.#parts, route.segments, request, response)
      else if (route.kind === 'control') send(response, await control(request, route.name, this.#parts))
      else throw notKnown(`${request.method} ${path}`, 404)
    } catch (error) {
      send(response, answerOfError(error))
    }
  }

  async #serveApi(
    route: UploadRoute | AdminRoute,
    search: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { clock, faults, statistics, blobs } = this.#parts
    const fate = faults.arrive(route.operation, clock.nowMs())
    statistics.received(route.operation)
    let end: Ending = 'unanswered'
    try {
      const query = collectFields(new URLSearchParams(search))
      const answer = await receiveForm(request, blobs, route.operation)
        .then((form) => this.#meet(fate, { route, form, query, headers: request.headers }))
        .catch(answerOfError)
      end = await this.#finish(response, answer, fate)
    } finally {
      faults.leave(fate)
      statistics.ended(route.operation, end)
    }
  }

  // A rejected call, or one that fails without effect, has been read to its end all the same: clients send first.
  async #meet(fate: Fate, call: Call): Promise<Answer> {
    if (fate.kind === 'rejected') {
      await this.#discard(call)
      return errorAnswer(420, fate.message)
    }
    await this.#parts.clock.wait(fate.delayMs, this.#signal)
    if (this.#signal.aborted || isWithoutEffect(fate.failure)) await this.#discard(call)
    else {
      const answer = await this.#perform(call)
      if (fate.failure?.status === undefined) return answer
    }
    return failureAnswer(fate.failure)
  }

  async #perform(call: Call): Promise<Answer> {
    const { api, account, clock, faults } = this.#parts
    const carryOut = async () => answerOf(await api.perform(call, this.#signal), account)
    if (call.route.operation !== 'admin') return carryOut()
    const quota = this.#quota.use(clock.nowMs(), faults.settings.adminCallsPerHour)
    if (quota.isExceeded) return errorAnswer(420, quotaMessage(quota.limit, quota.resetMs))
    const answer = await carryOut()
    return answer.status === 200 ? { ...answer, headers: quotaHeaders(quota) } : answer
  }

  async #discard({ form }: Call): Promise<void> {
    if (form.file) await this.#parts.blobs.remove(form.file.content.id)
  }

  async #finish(response: ServerResponse, answer: Answer, fate: Fate): Promise<Ending> {
    const failure = fate.kind === 'admitted' ? fate.failure : undefined
    if (failure?.hang && !response.destroyed)
      await once(response, 'close', { signal: this.#signal }).catch(() => undefined)
    if (failure?.reset || failure?.hang) response.destroy()
    if (response.destroyed) return 'unanswered'
    send(response, answer)
    return answer.status === 200 ? 'succeeded' : 'refused'
  }
}

type Ending = 'succeeded' | 'refused' | 'unanswered'

function isWithoutEffect(failure: Failure | undefined): boolean {
  if (failure?.effect !== 'none') return false
  return failure.status !== undefined || failure.hang || failure.reset
}

function failureAnswer(failure: Failure | undefined): Answer {
  const { status = 500, message = 'Internal Server Error', retryAfterSeconds } = failure ?? {}
  return errorAnswer(
    status,
    message,
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) },
  )
}
