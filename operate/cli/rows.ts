import { cut, visible } from './table.ts'
import { wrap } from './wrap.ts'

/** A name, and what there is to say of it. */
export type NamedRow = readonly [name: string, value: string]

/**
 * Each name with its value behind it, in lines that a terminal of so many columns need not break. A word that is longer than a line is
 * cut; where the columns have no end, as in a pipe, nothing is.
 */
export function namedRows(rows: readonly NamedRow[], nameColumns: number, columns: number): string {
  return rows.map(([name, value]) => namedRow(name, visible(value), nameColumns, columns)).join('\n')
}

function namedRow(name: string, value: string, nameColumns: number, columns: number): string {
  const lines = wrap(value, columns, ' '.repeat(nameColumns)).split('\n')
  const [first = '', ...more] = lines.map((line) => cut(line, columns))
  return [name.padEnd(nameColumns) + first.slice(nameColumns), ...more].join('\n')
}
