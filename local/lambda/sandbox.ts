import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { startThread } from '../thread.ts'

/** One deployed function. */
export interface FunctionDefinition {
  readonly name: string
  /** `functions/worker.handler`, as in serverless.yml. */
  readonly handler: string
  readonly timeoutSeconds: number
  readonly memoryMb: number
  /** All that the function sees of an environment. */
  readonly environment: Readonly<Record<string, string>>
}

/** The result of an invocation. */
export type Invocation =
  | { readonly status: 'returned'; readonly value: unknown }
  | { readonly status: 'failed'; readonly reason: string }

/** A function as the Lambda API shows it. */
export interface LocalFunction {
  readonly name: string
  readonly timeoutSeconds: number
  readonly environment: Readonly<Record<string, string>>
  invoke(event: unknown, requestId: string): Promise<Invocation>
}

const answerSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('returned'), value: z.unknown() }),
  z.object({ status: z.literal('failed'), reason: z.string() }),
])

/** What a sandbox's thread is told of each invocation. */
export interface Call {
  readonly event: unknown
  readonly requestId: string
  readonly deadlineMs: number
  readonly functionName: string
  readonly memoryMb: number
}

/** An environment that nobody needs takes 40 MB, and making one a fraction of a second: those that are used again and again stay. */
const IDLE_MS_MAX = 20_000

/**
 * Runs a function as Lambda does: in execution environments of its own, one invocation at a time in each, made when needed, reused, and
 * ended when they have been idle for a while. A timeout ends the environment, and with it whatever the function was doing.
 */
export class Sandboxes implements LocalFunction {
  readonly #definition: FunctionDefinition
  readonly #log: (lines: Readable) => void
  readonly #idleMsMax: number
  /** Those that may be used again, the one that was used last at the end; each with what will end it. */
  readonly #idle = new Map<Worker, NodeJS.Timeout>()
  readonly #all = new Set<Worker>()

  constructor(definition: FunctionDefinition, log: (lines: Readable) => void, idleMsMax = IDLE_MS_MAX) {
    this.#definition = definition
    this.#idleMsMax = idleMsMax
    this.#log = log
  }

  get name(): string {
    return this.#definition.name
  }

  get timeoutSeconds(): number {
    return this.#definition.timeoutSeconds
  }

  get environment(): Readonly<Record<string, string>> {
    return this.#definition.environment
  }

  /** How many environments there are now. */
  get environments(): number {
    return this.#all.size
  }

  /** Invokes the function once. Never throws: a function that fails, exits or takes too long is an answer too. */
  async invoke(event: unknown, requestId: string): Promise<Invocation> {
    const { name, timeoutSeconds, memoryMb } = this.#definition
    const thread = this.#take() ?? this.#open()
    const deadlineMs = Date.now() + timeoutSeconds * 1000
    const call: Call = { event, requestId, deadlineMs, functionName: name, memoryMb }
    const ended = new AbortController()
    try {
      const answer = once(thread, 'message', ended)
      const exit = once(thread, 'exit', ended).then(() => ['exited'])
      const timeout = AbortSignal.timeout(timeoutSeconds * 1000)
      const timedOut = once(timeout, 'abort', ended).then(() => ['timed out'])
      thread.postMessage(call)
      const [message] = await Promise.race([answer, exit, timedOut])
      const parsed = answerSchema.safeParse(message)
      if (!parsed.success) return await this.#end(thread, `${name}: ${String(message)}`)
      this.#keep(thread)
      return parsed.data
    } catch (thrown) {
      return await this.#end(thread, `${name}: ${String(thrown)}`)
    } finally {
      ended.abort()
    }
  }

  /** Ends all environments. */
  async stop(): Promise<void> {
    await Promise.all([...this.#all].map((thread) => thread.terminate()))
    this.#all.clear()
  }

  /** The one that was used last, so that what is needed no more becomes idle. */
  #take(): Worker | undefined {
    const last = [...this.#idle.keys()].at(-1)
    if (last !== undefined) this.#use(last)
    return last
  }

  #keep(thread: Worker): void {
    const end = setTimeout(() => void this.#end(thread, 'idle'), this.#idleMsMax)
    this.#idle.set(thread, end.unref())
  }

  #use(thread: Worker): void {
    clearTimeout(this.#idle.get(thread))
    this.#idle.delete(thread)
  }

  #open(): Worker {
    const { handler, environment } = this.#definition
    const options = { env: { ...environment }, stdout: true, stderr: true }
    const thread = startThread(new URL('./sandbox-thread.ts', import.meta.url), { handler }, options)
    this.#log(thread.stdout)
    this.#log(thread.stderr)
    this.#all.add(thread)
    // What is thrown after the answer ends this environment, and nothing else.
    thread.on('error', () => this.#forget(thread))
    thread.on('exit', () => this.#forget(thread))
    return thread
  }

  #forget(thread: Worker): void {
    this.#all.delete(thread)
    this.#use(thread)
  }

  async #end(thread: Worker, reason: string): Promise<Invocation> {
    this.#forget(thread)
    await thread.terminate()
    return { status: 'failed', reason }
  }
}
