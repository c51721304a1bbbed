import { closest, distance } from 'fastest-levenshtein'
import { readLines } from '../../shared/config/dotenv.ts'

/** More letters than these are another name, and not a typo. */
const TYPO_LETTERS = 2
/** Names of fewer letters are too much like each other. */
const LETTERS_LEAST = 6

/**
 * What to tell people of lines of the stage's file that nothing reads, and whose names are those of lines that something does but for
 * a letter or two: such a line is without effect, and nothing else would say so.
 */
export function strayNotes(stage: string, known: readonly string[]): readonly string[] {
  return readLines(stage).flatMap(({ name, place }) => {
    const nearest = closest(name, known)
    if (name.length < LETTERS_LEAST || name === nearest || distance(name, nearest) > TYPO_LETTERS) return []
    return [`Warning: nothing reads ${name}, ${place}. ${nearest} may be meant.`]
  })
}
