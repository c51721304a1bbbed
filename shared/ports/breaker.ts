import type { ReasonCode } from '../model/reasons.ts'

/** Whether changes may be tried now. */
export interface Gate {
  /** Why none may; undefined where they may. */
  readonly stop: { readonly code: ReasonCode; readonly reason: string } | undefined
  /** True where a change that is served has to be told of. */
  readonly isDoubtful: boolean
}

/** The switch that pauses the queue while Cloudinary is down, or because an operator wants it. */
export interface Breaker {
  gate(): Promise<Gate>
  /** Counts a change that failed because Cloudinary was unavailable. True where nothing is to be tried any more. */
  noteUnavailable(key: string, reason: string): Promise<boolean>
  /** Tells that a change was served. */
  noteServed(): Promise<void>
}
