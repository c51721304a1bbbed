import type { Stage } from '../../../../operate/stage/stage.ts'
import type { MirrorConfig } from '../../../../shared/rules/schema.ts'
import type { Breaker } from '../repair.ts'

/** The local stage's bucket. */
export const BUCKET = 'ftp-api-for-cloudinary-local-000000000000'
/** The local stage's queue. */
export const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:ftp-api-for-cloudinary-local-changes'

/** A set-up that is broken, and the one thing that is to be found. */
export interface Case {
  readonly name: string
  readonly broken: (breaker: Breaker, stage: Stage) => Promise<Partial<Stage> | undefined>
  readonly config?: MirrorConfig
  readonly check: string
  readonly issues: readonly string[]
  readonly advice: string
  /** How many more checks than usual have nothing to tell. */
  readonly silenced?: number
}

/** What the stage would be with another account. */
export function withUrl(stage: Stage, change: (url: string) => string) {
  return {
    environment: { ...stage.environment, CLOUDINARY_URL: change(stage.environment.CLOUDINARY_URL ?? '') },
  }
}
