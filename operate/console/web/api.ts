/** The console has answered that something cannot be done, or has not answered. */
class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

const STORED = 'console-token'
const UNAUTHORIZED = 401

/**
 * The token comes behind the hash sign of the address, which is sent to nobody, and is taken out of it. It is kept for this origin only,
 * port included, so that a link that is opened in another tab works too; it ends with the console.
 */
export function takeToken(): string | undefined {
  const [, given] = /^#token=([\w-]+)$/.exec(location.hash) ?? []
  if (given === undefined) return localStorage.getItem(STORED) ?? undefined
  localStorage.setItem(STORED, given)
  history.replaceState(undefined, '', '/#/')
  return given
}

/** Asks the console. */
export class Api {
  readonly #token: string

  constructor(token: string) {
    this.#token = token
  }

  /** Reads something, as its own type on the server has it. */
  async read<Value>(name: string, query: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<Value> {
    const search = new URLSearchParams(query)
    return (await this.#fetch(`/api/${name}?${search}`, signal ? { signal } : {})).json()
  }

  /** Does something, and resolves with what there is to say of it. */
  async act(name: string, sent: object = {}): Promise<{ readonly said?: string }> {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify(sent)
    return (await this.#fetch(`/api/actions/${name}`, { method: 'POST', headers, body })).json()
  }

  /** Sends a file, as it is. */
  async upload(key: string, file: Blob): Promise<void> {
    await this.#fetch(`/api/actions/upload?${new URLSearchParams({ key })}`, { method: 'POST', body: file })
  }

  /** Opens the stream of events. */
  async events(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#fetch('/api/events', { signal })
    if (!body) throw new ApiError('The console has sent no events.', 0)
    return body
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#token}` }
    const response = await fetch(path, { ...init, headers }).catch((thrown: unknown) => {
      if (init.signal?.aborted) throw thrown
      throw new ApiError('The console does not answer. Is it still running?', 0)
    })
    if (response.ok) return response
    const { error = response.statusText } = await response.json().catch(() => ({}))
    throw new ApiError(String(error), response.status)
  }
}

/** True where the token is not, or no longer, the one of this console. */
export function isUnauthorized(thrown: unknown): boolean {
  return thrown instanceof ApiError && thrown.status === UNAUTHORIZED
}

/** The words of whatever was thrown. */
export function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
