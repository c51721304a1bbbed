import type { Random } from './random.ts'

/** Every fault the simulation knows, with how often it strikes where it can (probability for each occasion). */
export const FAULT_RATES = {
  'event-duplicated': 0.05,
  'event-delayed': 0.1,
  'event-lost': 0.01,
  'event-spurious': 0.03,
  'event-coalesced': 0.05,
  'event-bare': 0.1,
  'event-bundled': 0.1,
  'message-unreadable': 0.01,
  'event-midnight-sequencer': 0.02,
  'message-redelivered': 0.01,
  'delete-lost': 0.01,
  'worker-crash': 0.004,
  'worker-slow': 0.002,
  'clock-skew': 0.3,
  's3-forbidden': 0.003,
  's3-unavailable': 0.005,
  's3-answer-lost': 0.003,
  'table-throttled': 0.005,
  'table-condition-failed-after-success': 0.005,
  'table-answer-lost': 0.003,
  'index-lagging': 0.1,
  'queue-unavailable': 0.005,
  'queue-answer-lost': 0.005,
  'media-420': 0.01,
  'media-423': 0.005,
  'media-429': 0.005,
  'media-5xx-without-effect': 0.01,
  'media-5xx-with-effect': 0.01,
  'media-5xx-late-effect': 0.01,
  'media-request-lost': 0.01,
  'media-answer-lost': 0.015,
  'media-late': 0.015,
  'media-slow': 0.02,
  'media-outlasts': 0.01,
  'media-unreadable-source': 0.005,
  'webhook-lost': 0.1,
} as const

/** Those with a rate, and those that come about otherwise. */
export type Fault =
  | keyof typeof FAULT_RATES
  | 'archived'
  | 'archived-between-head-and-pull'
  | 'restored'
  | 'restored-copy-expired'
  | 'overwrite-between-head-and-pull'
  | 'overwrite-between-pull-and-answer'
  | 'pinned-version-overwritten'
  | 'pinned-version-removed'
  | 'media-outage'
  | 'rules-changed'
  | 'delivery-paused'
  | 'uploaded-in-the-background'
  | 's3-forbidden-for-long'
  | 'account-refused'
  | 'bucket-policy-lost'
  | 'bytes-streamed'
  | 'marker-read'
  | 'worker-hung'
  | 'redrive-during-traffic'
  | 'swept-during-traffic'

/** Decides when a fault strikes, and counts how often it really did. */
export class Faults {
  isOn = true
  readonly counts = new Map<Fault, number>()
  readonly #random: Random
  readonly #rates: ReadonlyMap<Fault, number>
  /** True where no fault ever strikes by chance. */
  readonly isOff: boolean

  /** False where S3 keeps its word, so that nothing needs a sweep. */
  losesEvents = true

  /** `scale` multiplies all rates; 0 means a run without faults. */
  constructor(random: Random, scale: number) {
    this.#random = random
    this.isOff = scale === 0
    // Each seed knows its own mixture: some faults never, some often. Rare combinations are met that way.
    const names = Object.entries(FAULT_RATES)
    this.#rates = new Map(names.map(([name, rate]) => [name as Fault, rate * scale * random.pick([0, 1, 1, 4])]))
  }

  /** Counts a fault that something else has decided on. */
  count(fault: Fault): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1)
  }

  strikes(fault: keyof typeof FAULT_RATES): boolean {
    if (fault === 'event-lost' && !this.losesEvents) return false
    if (!this.isOn || !this.#random.chance(this.#rates.get(fault) ?? 0)) return false
    this.count(fault)
    return true
  }
}
