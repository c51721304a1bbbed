import type { StageScope } from '../model/errors.ts'
import type { Mutated, Outcome } from '../outcome/outcome.ts'

/** The metrics of each result of a change. */
export const changeMetrics = {
  done: 'Changes-done',
  retry: 'Changes-back',
  refused: 'Changes-refused',
} as const satisfies Record<Outcome['result'], string>

/** The metrics of each kind of mutation. */
export const mutationMetrics = {
  upload: 'Mutations-upload',
  update: 'Mutations-update',
  rename: 'Mutations-rename',
  move: 'Mutations-move',
  destroy: 'Mutations-destroy',
} as const satisfies Record<Mutated['kind'], string>

/** The metrics of what Cloudinary answers where it does not do what it is asked for. */
export const cloudinaryMetrics = {
  /** 420, 423 and 429: more was asked than it takes. */
  throttled: 'Cloudinary-throttled',
  /** 5xx, and no answer at all. */
  unavailable: 'Cloudinary-unavailable',
  /** Any other status. */
  refused: 'Cloudinary-refused',
} as const

/** The metrics of the stage's troubles, by whose they are. */
const troubleMetrics = {
  account: 'Trouble-account',
  source: 'Trouble-source',
  cloud: 'Trouble-cloud',
} as const satisfies Record<StageScope, string>

/** All that the functions count; resources/alarms.yml and resources/dashboard.yml use these names and no others. */
export const metricNames = {
  changes: changeMetrics,
  mutations: mutationMetrics,
  /** Changes that found nothing to do. */
  skips: 'Skips',
  cloudinary: cloudinaryMetrics,
  /** Milliseconds from S3's event to the asset. */
  lag: 'Lag',
  /** Assets whose content was replaced. */
  overwrites: 'Overwrites',
  /** Deletions that the guard has withheld. */
  deletionsWithheld: 'Deletions-withheld',
  /** By the minute: 1 while nothing can be mirrored because of that, else 0. */
  trouble: troubleMetrics,
  /** By the minute: 1 while an operator has paused the queue, else 0. */
  queuePaused: 'Queue-paused',
  /** Requests to the webhook that are not Cloudinary's. */
  webhookRejected: 'Webhook-rejected',
  /** Keys that a sweep has found different. */
  sweepDifferences: 'Sweep-differences',
} as const
