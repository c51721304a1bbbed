import type { QueueStatus } from '../../../queue/status.ts'
import { h, setText } from '../dom.ts'
import { count, decimal, duration } from '../format.ts'
import { hrefOf } from '../router.ts'
import { troublesOf } from './trouble.ts'

interface Step {
  readonly element: HTMLElement
  show(value: string, detail: string, mood?: 'bad' | 'busy' | ''): void
}

/** The way of a file, from its arrival to Cloudinary, with the numbers of the moment. */
export class Pipeline {
  readonly #arrivals = step('Arrivals', 'files that came, changed or went, a minute')
  readonly #queue = step('Queue', 'changes that wait for a worker')
  readonly #flight = step('In flight', 'changes that a worker has, or that rest until their next try')
  readonly #workers = step('Workers', 'whether changes are taken')
  readonly #cloudinary = step('Cloudinary', 'whether it takes what is sent')
  readonly #dead = step('Dead letters', 'changes that were refused', hrefOf('letters'))
  readonly element = h(
    'ol',
    { class: 'pipeline', 'aria-label': 'The way of a file' },
    [this.#arrivals, this.#queue, this.#flight, this.#workers, this.#cloudinary, this.#dead].map(
      ({ element }) => element,
    ),
  )

  show(queue: QueueStatus): void {
    const { visible, inFlight, delayed, arrivalsPerSecond, drainedPerSecond, mapping, oldestSeconds } = queue
    const waiting = visible + delayed
    const oldest = oldestSeconds === undefined ? '' : `oldest ${duration(oldestSeconds)}`
    this.#arrivals.show(perMinute(arrivalsPerSecond), 'a minute')
    this.#queue.show(count(waiting), waiting > 0 ? oldest : 'nothing waits', waiting > 0 ? 'busy' : '')
    this.#flight.show(count(inFlight), flightText(queue), inFlight > 0 ? 'busy' : '')
    const isOn = mapping.state !== undefined && /^enabl/i.test(mapping.state)
    const most = mapping.maximumConcurrency === undefined ? '' : `up to ${mapping.maximumConcurrency} at once`
    this.#workers.show(workersText(queue), most, isOn ? '' : 'bad')
    const trouble = troublesOf(queue.trouble).find(({ kind }) => kind === 'halted')
    const done = `${perMinute(drainedPerSecond)} a minute`
    this.#cloudinary.show(trouble ? 'Trouble' : 'Ready', trouble ? (trouble.code ?? '') : done, trouble ? 'bad' : '')
    const { deadLetters, deadOldestSeconds } = queue
    const age = deadOldestSeconds === undefined ? '' : `oldest ${duration(deadOldestSeconds)}`
    this.#dead.show(count(deadLetters), deadLetters > 0 ? age : 'none', deadLetters > 0 ? 'bad' : '')
  }
}

/** A message is in flight while a worker has it, and while it waits out a pause. */
function flightText({ inFlight, workedOnMost }: QueueStatus): string {
  if (inFlight === 0) return 'none'
  if (workedOnMost === undefined) return 'at work, or resting'
  return workedOnMost >= inFlight ? 'at work' : `${count(inFlight - workedOnMost)} rest until a next try`
}

function workersText({ mapping, trouble }: QueueStatus): string {
  if (troublesOf(trouble).some(({ kind }) => kind === 'paused')) return 'Paused'
  return mapping.state ?? 'None'
}

function perMinute(perSecond: number | undefined): string {
  if (perSecond === undefined) return '–'
  const minute = perSecond * 60
  return minute > 0 && minute < 0.1 ? '<0.1' : decimal(minute)
}

function step(title: string, hint: string, href?: string): Step {
  const value = h('strong', { class: 'value' }, '–')
  const detail = h('span', { class: 'detail' })
  const name = href === undefined ? h('span', { class: 'name' }, title) : h('a', { class: 'name', href }, title)
  const element = h('li', { title: hint }, name, value, detail)
  return {
    element,
    show(text, more, mood = '') {
      setText(value, text)
      setText(detail, more)
      element.className = mood
    },
  }
}
