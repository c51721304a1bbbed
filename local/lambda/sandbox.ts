import { once } from 'node:events'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'

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

/** What a sandbox's thread is told when it starts. */
export interface ThreadData {
  readonly handler: string
  /** Where this process keeps compiled code, if it does: threads do not inherit that. */
  readonly compileCache: string | undefined
}

function threadDataOf({ handler }: FunctionDefinition): ThreadData {
  const directory = getCompileCacheDir()
  return { handler, compileCache: directory && dirname(directory) }
}

/** What a sandbox's thread is told of each invocation. */
export interface Call {
  readonly event: unknown
  readonly requestId: string
  readonly deadlineMs: number
  readonly functionName: string
  readonly memoryMb: number
}

/**
 * Runs a function as Lambda does: in execution environments of its own, one invocation at a time in each, made when needed and
 * reused. A timeout ends the environment, and with it whatever the function was doing.
 */
export class Sandboxes implements LocalFunction {
  readonly #definition: FunctionDefinition
  readonly #log: (lines: Readable) => void
  readonly #idle: Worker[] = []
  readonly #all = new Set<Worker>()

  constructor(definition: FunctionDefinition, log: (lines: Readable) => void) {
    this.#definition = definition
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
    const thread = this.#idle.pop() ?? this.#open()
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
      this.#idle.push(thread)
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

  #open(): Worker {
    const thread = new Worker(new URL('./sandbox-thread.ts', import.meta.url), {
      env: { ...this.#definition.environment },
      workerData: threadDataOf(this.#definition),
      stdout: true,
      stderr: true,
    })
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
    const place = this.#idle.indexOf(thread)
    if (place >= 0) this.#idle.splice(place, 1)
  }

  async #end(thread: Worker, reason: string): Promise<Invocation> {
    this.#forget(thread)
    await thread.terminate()
    return { status: 'failed', reason }
  }
}
