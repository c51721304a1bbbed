/** Gives the time in milliseconds since 1970; the only place of the local AWS that reads a clock. */
export const nowMs = (): number => Date.now()
