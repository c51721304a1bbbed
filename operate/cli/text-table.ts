import stringWidth from 'string-width'
import { table, visible } from './table.ts'
import { wrap } from './wrap.ts'

const INDENTATION = '    '

/**
 * A table one of whose columns is a text that people are to read whole. Where not all fits, each text stands below its row, in as many
 * lines as it takes; in a pipe a row is a line.
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { textColumn, columns }: { readonly textColumn: number; readonly columns: number },
): string {
  const whole = table(head, rows, Number.POSITIVE_INFINITY)
  if (whole.split('\n').every((line) => stringWidth(line) <= columns)) return whole
  const withoutText = (row: readonly string[]) => row.filter((_, column) => column !== textColumn)
  const [first = '', ...lines] = table(withoutText(head), rows.map(withoutText), columns).split('\n')
  const told = lines.flatMap((line, index) => {
    const text = rows[index]?.[textColumn] ?? ''
    return text === '' ? [line] : [line, wrap(visible(text), columns, INDENTATION)]
  })
  return [first, ...told].join('\n')
}
