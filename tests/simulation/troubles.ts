import { type Meanwhile, playTrouble, type Trouble } from './play.ts'
import { SCENARIOS } from './scenarios.ts'

// The tree and the moments are many times the same story.
const scenarios = SCENARIOS.filter(({ name, isOnlyItself }) => !isOnlyItself && !/tree|for a moment/.test(name))

export const MEANWHILE: readonly Meanwhile[] = ['nothing', 'all go', 'old names come back']

type Kind<Of = Trouble> = Of extends Trouble ? Omit<Of, 'call' | 'meanwhile'> : never

/** All that may go wrong at a single call. */
export const TROUBLES: readonly (readonly [string, Kind])[] = [
  ['a worker dies before the answer', { kind: 'crash', when: 'before' }],
  ['a worker dies after the answer', { kind: 'crash', when: 'after' }],
  ['a worker stands still after the answer, and is overtaken', { kind: 'stall', ms: 20_000 }],
  ['a request to Cloudinary is lost', { kind: 'media', fate: 'request-lost' }],
  ['a request to Cloudinary loses its answer', { kind: 'media', fate: 'answer-lost' }],
  ['a request to Cloudinary lands late', { kind: 'media', fate: 'landing-late' }],
  ['a request to Cloudinary is begun and lands late', { kind: 'media', fate: 'stored-late' }],
  ['S3 refuses', { kind: 's3', fate: 'refused' }],
  ['the answer of S3 is lost', { kind: 's3', fate: 'answer-lost' }],
  ['DynamoDB refuses', { kind: 'dynamodb', fate: 'refused' }],
  ['the answer of DynamoDB is lost', { kind: 'dynamodb', fate: 'answer-lost' }],
  ['a write that succeeded is tried again, and fails', { kind: 'dynamodb', fate: 'tried-twice' }],
  ['SQS refuses', { kind: 'sqs', fate: 'refused' }],
  ['the answer of SQS is lost', { kind: 'sqs', fate: 'answer-lost' }],
]

/** What a trouble led to where it did harm, and how often it struck. */
export interface Troubled {
  readonly faults: readonly string[]
  readonly played: number
}

/** At which calls a trouble strikes: at each, or at each second. */
export interface Strikes {
  readonly first: 1 | 2
  readonly each: 1 | 2
}

const AT_EACH: Strikes = { first: 1, each: 1 }

/** Strikes at the first call of each scenario, then at the second and so on, until there is none. */
export async function playTroubles(
  kind: Kind,
  meanwhile: Meanwhile,
  { first, each }: Strikes = AT_EACH,
): Promise<Troubled> {
  const faults: string[] = []
  let played = 0
  for (const scenario of scenarios) {
    for (let call: number = first; ; call += each) {
      const found = await playTrouble(scenario, { ...kind, call, meanwhile } as Trouble)
      if (found === undefined) break
      faults.push(...found.map((fault) => `${scenario.name}: call ${call}: ${fault}`))
      played++
    }
  }
  return { faults, played }
}
