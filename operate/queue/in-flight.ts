import { number } from '../trouble/counted.ts'

/** What tells messages that are worked on from those that wait: SQS counts both as in flight. */
export interface InFlight {
  readonly inFlight: number
  /** How many workers ran at once of late; undefined where metrics do not say yet. */
  readonly workers: number | undefined
  /** How many messages one of them takes at most; undefined where there is no mapping. */
  readonly batchSize: number | undefined
}

/** How many of the messages in flight a worker can have at most; undefined where that is not known. */
export function workedOnMost({ inFlight, workers, batchSize }: InFlight): number | undefined {
  return workers === undefined || batchSize === undefined ? undefined : Math.min(inFlight, workers * batchSize)
}

/** Such as `12 in flight (at most 10 with a worker, the others wait for their time)`. */
export function inFlightText(of: InFlight): string {
  const text = `${number(of.inFlight)} in flight`
  const most = workedOnMost(of)
  if (most === undefined || of.inFlight === 0) return text
  if (most === 0) return `${text} (none with a worker: all wait for their time)`
  if (most === of.inFlight)
    return `${text} (with ${of.workers === 1 ? '1 worker' : `${number(of.workers ?? 0)} workers`})`
  return `${text} (at most ${number(most)} with a worker, the others wait for their time)`
}
