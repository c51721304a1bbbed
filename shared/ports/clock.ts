/** Time and chance, so that nothing else reads them. */
export interface Clock {
  /** Unix milliseconds. */
  nowMs(): number
  /** Uniform in [0, 1). */
  random(): number
  /** A string that no other call ever yields. */
  unique(): string
}
