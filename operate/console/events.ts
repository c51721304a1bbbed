import type { IncomingMessage, ServerResponse } from 'node:http'

/** Server-sent events to all pages that are open. The latest of each kind is told to those that open later. */
export class Events {
  readonly #open = new Set<ServerResponse>()
  readonly #latest = new Map<string, string>()
  readonly #onWatched: () => void

  /** `onWatched` is called when the first page opens. */
  constructor(onWatched: () => void = () => undefined) {
    this.#onWatched = onWatched
  }

  /** True while somebody watches. */
  get isWatched(): boolean {
    return this.#open.size > 0
  }

  /** Keeps a request open, and answers it with events until its page is left. */
  open(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(': hello\n\n')
    for (const text of this.#latest.values()) response.write(text)
    this.#open.add(response)
    request.once('close', () => this.#open.delete(response))
    if (this.#open.size === 1) this.#onWatched()
  }

  /** What was told of a kind is no longer so: pages that open later are not told it. */
  forget(kind: string): void {
    this.#latest.delete(kind)
  }

  /** Tells all pages; JSON has no line breaks of its own. */
  tell(kind: string, value: unknown, { isKept = true }: { readonly isKept?: boolean } = {}): void {
    const text = `event: ${kind}\ndata: ${JSON.stringify(value)}\n\n`
    if (isKept) this.#latest.set(kind, text)
    for (const response of this.#open) response.write(text)
  }
}
