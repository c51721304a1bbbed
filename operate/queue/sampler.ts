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

/** Metrics come once a minute, and each look at them costs. */
const METRICS_LAST_MS = 5_000
/** As many as the widest terminal shows. */
const SAMPLES_MAX = 400

/** Takes the status of the queues again and again, and remembers the depths. */
export class QueueSampler {
  readonly #sources: QueueSources
  readonly #samples: DepthSample[] = []
  #metrics: { readonly atMs: number; readonly values: QueueMetrics } | undefined

  constructor(sources: QueueSources) {
    this.#sources = sources
  }

  /** The depths so far, oldest first. */
  get depths(): readonly number[] {
    return this.#samples.map(({ depth }) => depth)
  }

  async sample(): Promise<QueueStatus> {
    const [depths, metrics, mapping, facts] = await Promise.all([
      this.#sources.depths(),
      this.#readMetrics(),
      this.#sources.mapping(),
      this.#sources.facts(),
    ])
    const atMs = this.#sources.nowMs()
    this.#samples.push({ atMs, depth: depthOf(depths) })
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift()
    const rates = { arrivals: metrics.arrivalsPerSecond, drained: metrics.drainedPerSecond }
    const trouble = stageTrouble({ ...facts, ...depths, ...metrics, nowMs: atMs, mappingState: mapping.state })
    const worked = workedOnMost({ ...depths, ...metrics, ...mapping })
    return { atMs, trouble, ...depths, workedOnMost: worked, ...metrics, mapping, drain: drainOf(this.#samples, rates) }
  }

  async #readMetrics(): Promise<QueueMetrics> {
    const nowMs = this.#sources.nowMs()
    if (this.#metrics === undefined || nowMs - this.#metrics.atMs >= METRICS_LAST_MS) {
      this.#metrics = { atMs: nowMs, values: await this.#sources.metrics() }
    }
    return this.#metrics.values
  }
}
