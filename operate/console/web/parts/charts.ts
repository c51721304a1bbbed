import type { QueueStatus } from '../../../queue/status.ts'
import type { Hour, Series } from '../../aws-metrics.ts'
import type { LivePoint } from '../../live.ts'
import { h } from '../dom.ts'
import { count, decimal, duration } from '../format.ts'
import { Chart, type Values } from './chart.ts'

/** The charts of the last hour: depth, age, throughput and lag. */
export class HourCharts {
  readonly #depth = new Chart({
    title: 'Changes in the queue',
    lines: [{ label: 'now', colour: 'accent', isFilled: true }],
    format: (value) => count(Math.round(value)),
    least: 4,
  })
  readonly #age = new Chart({
    title: 'Age of the oldest change',
    lines: [{ label: 'now', colour: 'amber', isFilled: true }],
    format: (value) => duration(value),
    least: 4,
  })
  readonly #throughput = new Chart({
    title: 'Changes a minute',
    lines: [
      { label: 'done', colour: 'green', isFilled: true },
      { label: 'arrived', colour: 'accent' },
    ],
    format: (value) => count(Math.round(value)),
    least: 4,
  })
  readonly #lag = new Chart({
    title: 'From the file to its asset',
    lines: [
      { label: 'half within', colour: 'green' },
      { label: '95% within', colour: 'amber' },
    ],
    format: (value) => `${decimal(value)} s`,
    least: 1,
  })
  readonly element = h(
    'div',
    { class: 'charts' },
    this.#all().map(({ element }) => element),
  )
  #hour: Hour | undefined
  readonly #points: LivePoint[] = []

  /** Takes what was read of the last hour. */
  take({ hour, points }: { readonly hour: Hour; readonly points: readonly LivePoint[] }): void {
    this.#hour = hour
    this.#points.splice(0, this.#points.length, ...points)
    this.#show()
  }

  /** Takes the numbers of a moment. */
  add({ atMs, visible, inFlight, delayed, oldestSeconds, drainedPerSecond }: QueueStatus): void {
    const depth = visible + inFlight + delayed
    this.#points.push({ atMs, depth, oldestSeconds: depth === 0 ? 0 : oldestSeconds, donePerSecond: drainedPerSecond })
    this.#show()
  }

  leave(): void {
    for (const chart of this.#all()) chart.leave()
  }

  #all(): readonly Chart[] {
    return [this.#depth, this.#age, this.#throughput, this.#lag]
  }

  #show(): void {
    if (!this.#hour) return
    const { waiting, inFlight, oldestSeconds, arrivals, done, lagMs, lagSlowMs } = this.#hour
    const live = this.#points
    const hidden = new Map(inFlight)
    const depth = waiting.map(([atMs, value]) => [atMs, value + (hidden.get(atMs) ?? 0)] as const)
    this.#depth.show(
      withLive(
        depth,
        live.map(({ atMs, depth: now }) => [atMs, now] as const),
      ),
    )
    const ages = live.flatMap(({ atMs, oldestSeconds: age }) => (age === undefined ? [] : [[atMs, age] as const]))
    this.#age.show(withLive(oldestSeconds, ages))
    this.#throughput.show(aligned([done, arrivals]))
    const seconds = (series: Series) => series.map(([atMs, value]) => [atMs, value / 1000] as const)
    this.#lag.show(aligned([seconds(lagMs), seconds(lagSlowMs)]))
  }
}

/** What is known by the minute, and from there on what was seen live. */
function withLive(minutes: Series, live: Series): Values {
  const [first] = live[0] ?? [Number.POSITIVE_INFINITY]
  return aligned([[...minutes.filter(([atMs]) => atMs < first), ...live]])
}

function aligned(lines: readonly Series[]): Values {
  const maps = lines.map((line) => new Map(line))
  const times = [...new Set(lines.flatMap((line) => line.map(([atMs]) => atMs)))].sort((a, b) => a - b)
  return { times: times.map((atMs) => atMs / 1000), values: maps.map((map) => times.map((atMs) => map.get(atMs))) }
}
