import stringWidth from 'string-width'
import { visible } from '../../shared/model/plain-text.ts'

export { visible } from '../../shared/model/plain-text.ts'

const GAP = '  '
const SHORTEST_COLUMN = 8
const segmenter = new Intl.Segmenter()

/**
 * Lays rows out in columns, each as wide as its widest cell. Where a line would be wider than `columns`, the widest columns give
 * way, down to eight each, and what does not fit ends in "…".
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], columns: number): string {
  const all = [head, ...rows].map((row) => row.map(visible))
  const widths = narrow(
    head.map((_, column) => Math.max(...all.map((row) => stringWidth(row[column] ?? '')))),
    columns,
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd()
  return all.map(line).join('\n')
}

/** The text cut to a number of columns, with "…" where something is missing. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let kept = ''
  for (const { segment } of segmenter.segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** The text in a number of columns: cut where it has more, with blanks where it has less. */
export function pad(text: string, width: number): string {
  const fitting = cut(text, width)
  return fitting + ' '.repeat(Math.max(0, width - stringWidth(fitting)))
}

function narrow(wanted: readonly number[], columns: number): readonly number[] {
  const widths = [...wanted]
  const room = columns - GAP.length * (widths.length - 1)
  for (let over = sum(widths) - room; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths))
    if ((widths[widest] ?? 0) <= SHORTEST_COLUMN) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
