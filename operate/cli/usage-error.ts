/** Something that the user has to put right; its message says what was expected, what was found and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
