/** The count that a measurement is called with, or the usual one. Throws where it is none. */
export function countOf(text: string | undefined, usual: number): number {
  if (text === undefined) return usual
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new Error(`expected a whole number from 1, such as ${usual}, found ${JSON.stringify(text)}`)
}
