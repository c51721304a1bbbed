const WIDTH = 24
const SPARKS = '▁▂▃▄▅▆▇█'

/** A bar of how much of a whole is done, such as `█████░░░░░  50%  1,000 of 2,000`. */
export function bar(done: number, whole: number): string {
  const share = whole === 0 ? 1 : Math.min(1, done / whole)
  const full = Math.round(share * WIDTH)
  const numbers = `${done.toLocaleString('en')} of ${whole.toLocaleString('en')}`
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(Math.floor(share * 100)).padStart(3)}%  ${numbers}`
}

/** A line of bars, one for each number, the highest full. */
export function sparkline(numbers: readonly number[]): string {
  const highest = Math.max(1, ...numbers)
  return numbers.map((number) => SPARKS[Math.round((number / highest) * (SPARKS.length - 1))]).join('')
}
