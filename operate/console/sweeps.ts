import { z } from 'zod'
import type { Rules } from '../../shared/rules/rules.ts'
import type { Difference } from '../../shared/sweep/difference.ts'
import type { SweepResult } from '../../shared/sweep/tally.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { Stage } from '../stage/stage.ts'
import { composeSweep } from '../sweep/compose.ts'
import { dryRun } from '../sweep/dry-run.ts'
import { runSweep } from '../sweep/sweep.ts'
import { quietTerminal } from './context.ts'
import type { Events } from './events.ts'
import { failureOf } from './failure.ts'
import { parseSent } from './routes.ts'

/** How a sweep is. */
export interface SweepView {
  readonly state: 'running' | 'done' | 'stopped' | 'failed'
  readonly isDryRun: boolean
  readonly prefix: string
  readonly looks: readonly string[]
  /** How far it has come, in words. */
  readonly progress: string
  /** The first of what differs; a dry run says of each what would be done. */
  readonly differences: readonly Pick<Difference, 'key' | 'reason' | 'detail'>[]
  readonly result: SweepResult | undefined
  readonly failure: string | undefined
}

const DIFFERENCES_SHOWN = 500
const TELL_MS = 250

const startSchema = z.strictObject({
  prefix: z.string().max(1024).default(''),
  dryRun: z.boolean(),
  metadata: z.boolean().default(false),
  deep: z.boolean().default(false),
})

/** The sweeps that are started from the console, one at a time. All pages are told how each goes on. */
export class Sweeps {
  readonly #events: Events
  #view: SweepView | undefined
  #abort: AbortController | undefined
  #toldMs = 0

  constructor(events: Events) {
    this.#events = events
  }

  /** Begins a sweep; throws a UsageError while another one runs. */
  start(stage: Stage, rules: Rules, sent: unknown): object {
    const { prefix, dryRun: isDryRun, metadata, deep } = parseSent(startSchema, sent)
    if (this.#view?.state === 'running') throw new UsageError('expected no other sweep, found one that runs still')
    const looks = [...(metadata ? ['metadata'] : []), ...(deep ? ['account'] : [])]
    this.#view = {
      state: 'running',
      isDryRun,
      prefix,
      looks,
      progress: 'Begins',
      differences: [],
      result: undefined,
      failure: undefined,
    }
    this.#abort = new AbortController()
    this.#tell()
    const choices = { prefix, metadata, deep, adopts: false, perSecond: undefined }
    this.#run(stage, rules, choices, this.#abort.signal).catch((thrown: unknown) => {
      this.#set({ state: 'failed', failure: failureOf(thrown).message })
    })
    return {}
  }

  /** Ends the sweep in good order; another goes on from there. */
  stop(): object {
    this.#abort?.abort()
    return {}
  }

  async #run(stage: Stage, rules: Rules, choices: Parameters<typeof composeSweep>[2], signal: AbortSignal) {
    const terminal = quietTerminal((progress) => {
      if (progress !== '') this.#set({ progress })
    })
    const composed = await composeSweep(stage, rules, choices, terminal)
    const result = this.#view?.isDryRun
      ? await dryRun(composed, terminal, { signal, tell: (difference) => this.#add(difference) })
      : await runSweep(composed, terminal, signal)
    this.#set({ state: result.complete ? 'done' : 'stopped', result })
  }

  #add({ key, reason, detail }: Difference): void {
    const { differences = [] } = this.#view ?? {}
    if (differences.length >= DIFFERENCES_SHOWN) return
    this.#set({ differences: [...differences, { key, reason, ...(detail !== undefined && { detail }) }] })
  }

  #set(changed: Partial<SweepView>): void {
    if (!this.#view) return
    this.#view = { ...this.#view, ...changed }
    // Each page of a large bucket is a change: pages are told a few times a second.
    const nowMs = performance.now()
    if (this.#view.state === 'running' && nowMs - this.#toldMs < TELL_MS) return
    this.#toldMs = nowMs
    this.#tell()
  }

  #tell(): void {
    this.#events.tell('sweep', this.#view)
  }
}
