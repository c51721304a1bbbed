import stringWidth from 'string-width'

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
