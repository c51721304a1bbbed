import type { QueueStatus } from '../../queue/status.ts'
import type { ActivityEntry } from '../activity.ts'
import type { SweepView } from '../sweeps.ts'
import { type Api, isUnauthorized, wordsOf } from './api.ts'

/** What the console tells by itself. */
export interface Told {
  readonly live: QueueStatus
  readonly activity: readonly ActivityEntry[]
  readonly sweep: SweepView
  readonly failed: { readonly message: string }
}

type Listeners = { [Kind in keyof Told]: Set<(value: Told[Kind]) => void> }

const AGAIN_MS = 1000
const AGAIN_MS_MAX = 10_000

/** The server-sent events, read with `fetch`: only so they can carry the token in a header. */
export class Stream {
  readonly #api: Api
  readonly #listeners: Listeners = { live: new Set(), activity: new Set(), sweep: new Set(), failed: new Set() }
  readonly #latest = new Map<string, string>()
  /** Called where the connection is lost, with the words for it, and where it is there again. */
  onConnection: (lost: string | undefined) => void = () => undefined

  constructor(api: Api) {
    this.#api = api
  }

  /** Calls for each event of a kind from now on, and for the latest one at once. Returns what ends that. */
  on<Kind extends keyof Told>(kind: Kind, listener: (value: Told[Kind]) => void): () => void {
    this.#listeners[kind].add(listener)
    const latest = this.#latest.get(kind)
    if (latest !== undefined) listener(JSON.parse(latest))
    return () => void this.#listeners[kind].delete(listener)
  }

  /** Resolves with the first event of a kind. */
  first<Kind extends keyof Told>(kind: Kind): Promise<Told[Kind]> {
    return new Promise((resolve) => {
      const end = this.on(kind, (value) => {
        resolve(value)
        setTimeout(() => end())
      })
    })
  }

  /** Reads until the token is no longer right; begins again where the connection breaks. */
  async run(): Promise<void> {
    for (let againMs = AGAIN_MS; ; againMs = Math.min(AGAIN_MS_MAX, againMs * 2)) {
      try {
        const stream = await this.#api.events(new AbortController().signal)
        this.onConnection(undefined)
        againMs = AGAIN_MS
        await this.#read(stream)
        this.onConnection('The console has ended the connection.')
      } catch (thrown) {
        this.onConnection(wordsOf(thrown))
        if (isUnauthorized(thrown)) throw thrown
      }
      await new Promise((resolve) => setTimeout(resolve, againMs))
    }
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) this.#take(block)
    }
  }

  #take(block: string): void {
    const [, kind = '', data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? []
    if (!isKind(kind)) return
    if (kind !== 'failed') this.#latest.set(kind, data)
    for (const listener of this.#listeners[kind]) listener(JSON.parse(data))
  }
}

function isKind(text: string): text is keyof Told {
  return text === 'live' || text === 'activity' || text === 'sweep' || text === 'failed'
}
