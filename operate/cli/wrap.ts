import stringWidth from 'string-width'

/** Whole sentences are read best in lines of no more than these, however wide a terminal is, and also where a pipe has no end of columns. */
const PROSE_COLUMNS = 80

/** How many columns a line of whole sentences has, of those that there are. */
export function proseColumns(columns: number): number {
  return Math.min(columns, PROSE_COLUMNS)
}

/** The text in lines of at most `columns`, each behind the indentation. A word that is longer stands on a line of its own. */
export function wrap(text: string, columns: number, indentation: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/ +/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && stringWidth(indentation + longer) > columns) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((one) => indentation + one).join('\n')
}
