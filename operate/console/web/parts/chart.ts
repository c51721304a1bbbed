import uPlot from 'uplot'
import { h, setText } from '../dom.ts'

/** A line of a chart. */
export interface Line {
  readonly label: string
  /** The name of a colour of the style sheet. */
  readonly colour: string
  readonly isFilled?: boolean
}

/** Values of all lines at the same times (Unix seconds); undefined where a line has none. */
export interface Values {
  readonly times: readonly number[]
  readonly values: readonly (readonly (number | undefined)[])[]
}

/** What a chart shows. */
export interface ChartOptions {
  readonly title: string
  readonly lines: readonly Line[]
  /** A value for people. */
  readonly format: (value: number) => string
  /** The chart reaches up to it, even where all values are lower. */
  readonly least: number
}

const HEIGHT = 150
const HOUR_SECONDS = 3600
const LEAST_SECONDS = 900

/** A chart of the last hour, with the latest and the highest value in words. */
export class Chart {
  readonly element: HTMLElement
  readonly #options: ChartOptions
  readonly #place = h('div', { class: 'plot', 'aria-hidden': 'true' })
  readonly #summary = h('p', { class: 'summary' })
  readonly #resizing: ResizeObserver
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)')
  readonly #redraw = () => this.#draw()
  #values: Values = { times: [], values: [] }
  #plot: uPlot | undefined

  constructor(options: ChartOptions) {
    this.#options = options
    this.element = h(
      'figure',
      { class: 'chart' },
      h('figcaption', {}, h('h3', {}, options.title), this.#summary),
      this.#place,
    )
    this.#resizing = new ResizeObserver(([entry]) => {
      if (entry) this.#plot?.setSize({ width: Math.floor(entry.contentRect.width), height: HEIGHT })
    })
    this.#resizing.observe(this.#place)
    this.#scheme.addEventListener('change', this.#redraw)
  }

  /** Shows other values. */
  show(values: Values): void {
    this.#values = values
    const { lines, format } = this.#options
    const words = lines.map(({ label }, index) => {
      const known = (values.values[index] ?? []).filter((value) => value !== undefined)
      const latest = known.at(-1)
      return latest === undefined
        ? `${label}: nothing yet`
        : `${label} ${format(latest)}, most ${format(Math.max(...known))}`
    })
    setText(this.#summary, words.join(' · '))
    if (this.#plot) this.#plot.setData(dataOf(values))
    else if (this.#place.isConnected) this.#draw()
  }

  /** Gives up what it holds. */
  leave(): void {
    this.#resizing.disconnect()
    this.#scheme.removeEventListener('change', this.#redraw)
    this.#plot?.destroy()
  }

  #draw(): void {
    this.#plot?.destroy()
    const colour = (name: string) => colourOf(name, this.#place)
    const axis = {
      stroke: colour('dim'),
      grid: { stroke: colour('line'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui',
    }
    const { lines, format, least } = this.#options
    const options: uPlot.Options = {
      width: Math.max(200, this.#place.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { range: (plot) => lastHour(plot.data[0][0]) },
        y: { range: (_plot, _min, max) => [0, Math.max(least, max * 1.1)] },
      },
      axes: [
        { ...axis, size: 24, space: 70, values: (_plot, times) => times.map(clockTime) },
        { ...axis, size: 52, space: 32, values: (_plot, values) => values.map(format) },
      ],
      series: [
        {},
        ...lines.map(({ label, colour: name, isFilled }) => {
          const stroke = colour(name)
          const filled = isFilled ? { fill: `color-mix(in srgb, ${stroke} 15%, transparent)` } : {}
          return { label, stroke, width: 2, points: { show: hasOneValue, size: 6 }, spanGaps: true, ...filled }
        }),
      ],
    }
    this.#plot = new uPlot(options, dataOf(this.#values), this.#place)
  }
}

function dataOf({ times, values }: Values): uPlot.AlignedData {
  return [[...times], ...values.map((of) => of.map((value) => value ?? null))]
}

/** A colour of the style sheet, as it is by now: the canvas knows no variables, and no light and dark. */
function colourOf(name: string, place: Element): string {
  const probe = h('span', {})
  probe.style.color = `var(--${name})`
  place.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** One value alone is no line. */
function hasOneValue(plot: uPlot, series: number): boolean {
  return (plot.data[series] ?? []).filter((value) => value !== null).length === 1
}

/** Of a stage that is younger, what there is, and a quarter of an hour at least. */
function lastHour(first = Number.POSITIVE_INFINITY): [number, number] {
  const now = Date.now() / 1000
  return [Math.max(now - HOUR_SECONDS, Math.min(first, now - LEAST_SECONDS)), now]
}

function clockTime(seconds: number): string {
  return new Date(seconds * 1000).toTimeString().slice(0, 5)
}
