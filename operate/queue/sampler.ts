import type { TableFacts } from '../trouble/read-stage.ts'
import { stageTrouble } from '../trouble/stage-trouble.ts'
import { workedOnMost } from './in-flight.ts'
import type { DepthSample } from './rates.ts'
import { drainOf } from './rates.ts'
import { depthOf, type Mapping, type QueueMetrics, type QueueStatus } from './status.ts'

/** Where the numbers come from. */
export interface QueueSources {
  depths(): Promise<Pick<QueueStatus, 'visible' | 'inFlight' | 'delayed' | 'deadLetters'>>
  metrics(): Promise<QueueMetrics>
  mapping(): Promise<Mapping>
  /** What the table says of trouble. */
  facts(): Promise<TableFacts>
  nowMs(): number
}

/** Metrics come once a minute; each look at them, and at the table, costs. */
const LOOK_LASTS_MS = 5_000
/** As many as the widest terminal shows. */
const SAMPLES_MAX = 400

/** Takes the status of the queues again and again, and remembers the depths. */
export class QueueSampler {
  readonly #sources: QueueSources
  readonly #samples: DepthSample[] = []
  #look: { readonly atMs: number; readonly metrics: QueueMetrics; readonly facts: TableFacts } | undefined

  constructor(sources: QueueSources) {
    this.#sources = sources
  }

  /** The depths so far, oldest first. */
  get depths(): readonly number[] {
    return this.#samples.map(({ depth }) => depth)
  }

  async sample(): Promise<QueueStatus> {
    const [depths, { metrics, facts }, mapping] = await Promise.all([
      this.#sources.depths(),
      this.#lookCloser(),
      this.#sources.mapping(),
    ])
    const atMs = this.#sources.nowMs()
    this.#samples.push({ atMs, depth: depthOf(depths) })
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift()
    const rates = { arrivals: metrics.arrivalsPerSecond, drained: metrics.drainedPerSecond }
    const trouble = stageTrouble({ ...facts, ...depths, ...metrics, nowMs: atMs, mappingState: mapping.state })
    const worked = workedOnMost({ ...depths, ...metrics, ...mapping })
    return { atMs, trouble, ...depths, workedOnMost: worked, ...metrics, mapping, drain: drainOf(this.#samples, rates) }
  }

  async #lookCloser(): Promise<{ readonly metrics: QueueMetrics; readonly facts: TableFacts }> {
    const atMs = this.#sources.nowMs()
    if (this.#look && atMs - this.#look.atMs < LOOK_LASTS_MS) return this.#look
    const [metrics, facts] = await Promise.all([this.#sources.metrics(), this.#sources.facts()])
    this.#look = { atMs, metrics, facts }
    return this.#look
  }
}
