/** What a reason code stands for, for people. */
export interface Reason {
  /**
   * - done: nothing is left to do;
   * - waiting: nothing is wrong, something else comes first;
   * - failing: something went wrong, and is tried again;
   * - refused: it is in the dead-letter queue, until someone acts.
   */
  readonly kind: 'done' | 'waiting' | 'failing' | 'refused'
  readonly meaning: string
  /** What an operator can do; empty where there is nothing to do. */
  readonly action: string
}

/** A reason of this kind. */
export function done(meaning: string, action = ''): Reason {
  return { kind: 'done', meaning, action }
}

/** A reason of this kind. */
export function waiting(meaning: string, action = ''): Reason {
  return { kind: 'waiting', meaning, action }
}

/** A reason of this kind. */
export function failing(meaning: string, action: string): Reason {
  return { kind: 'failing', meaning, action }
}

/** A reason of this kind. */
export function refused(meaning: string, action: string): Reason {
  return { kind: 'refused', meaning, action }
}
