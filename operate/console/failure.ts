import { messageOf, wordsFor } from '../cli/trouble.ts'
import { UsageError } from '../cli/usage-error.ts'

/** What a page is told of something that did not work. */
export interface Failure {
  readonly status: number
  readonly message: string
}

/** There is no such thing to ask for. */
export class NotThereError extends UsageError {}

/** The status and the words for what was thrown: what people can put right, what did not answer, or a fault of this program. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof NotThereError) return { status: 404, message: thrown.message }
  if (thrown instanceof UsageError) return { status: 400, message: thrown.message }
  const words = thrown instanceof Error ? wordsFor(thrown) : undefined
  if (words !== undefined) return { status: 502, message: words }
  return { status: 500, message: `The console itself has failed: ${messageOf(thrown)}` }
}
