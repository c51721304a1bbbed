import { visible } from '../../../shared/model/plain-text.ts'
import { duration } from '../../cli/duration.ts'
import { h } from './dom.ts'

export { visible } from '../../../shared/model/plain-text.ts'
export { duration } from '../../cli/duration.ts'

const numbers = new Intl.NumberFormat('en')
const short = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** A whole number with its thousands apart. */
export function count(number: number): string {
  return numbers.format(number)
}

/** A number of things, such as `1 message`. */
export function counted(number: number, one: string, many: string): string {
  return `${count(number)} ${number === 1 ? one : many}`
}

/** A number with one decimal at most. */
export function decimal(number: number): string {
  return short.format(number)
}

/** A size such as `1.2 MB`. */
export function bytes(size: number): string {
  if (size === 1) return '1 byte'
  let [value, unit] = [size, 0]
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${short.format(value)} ${UNITS[unit]}`
}

/** How long ago a time (Unix milliseconds) is. */
function ago(ms: number): string {
  const seconds = (Date.now() - ms) / 1000
  return seconds < 1 ? 'just now' : `${duration(seconds)} ago`
}

/** A time as an element: how long ago it is, and for who wants it exactly the date. */
export function timeOf(ms: number): HTMLTimeElement {
  const iso = new Date(ms).toISOString()
  return h('time', { datetime: iso, title: iso }, ago(ms))
}

/** A key as it is, but for what would hide or turn a part of it. */
export function keyText(key: string): HTMLElement {
  return h('bdi', { class: 'key' }, visible(key))
}
