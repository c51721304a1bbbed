import { expect } from 'chai'
import type { StageFacts } from '../../../operate/trouble/facts.ts'
import { stageTrouble, stopsAll } from '../../../operate/trouble/stage-trouble.ts'
import { tellTrouble } from '../../../operate/trouble/tell.ts'
import { closedBreaker } from '../../../shared/breaker/state.ts'
import { NOW, stageFacts, tally } from './facts.ts'

const HOUR_MS = 3_600_000

const paused = { ...closedBreaker, paused: { sinceMs: NOW - 2 * HOUR_MS, reason: 'a migration' } }
const trouble = {
  scope: 'account',
  code: 'cloudinary-401',
  reason: 'Cloudinary: Invalid api_key',
  sinceMs: NOW - HOUR_MS,
} as const
const halted = { ...closedBreaker, trouble }
const retrying = tally(
  { 'cloudinary-503': 3, defect: 1 },
  { firstMs: NOW + 40_000, example: { key: 'a', reason: 'busy' } },
)
const refused = tally({ metadata: 2, 'too-large': 1 })

function first(given: Partial<StageFacts>): string | undefined {
  const line = stageTrouble(stageFacts(given)).first
  return line && tellTrouble(line, NOW)
}

describe('the trouble of a stage', () => {
  it('is none where nothing is wrong', () => {
    expect(stageTrouble(stageFacts())).to.deep.equal({ first: undefined, besides: [] })
  })

  const cases: readonly (readonly [string, Partial<StageFacts>, string | undefined])[] = [
    [
      'a pause, and who wanted it',
      { breaker: paused },
      'nothing is mirrored: paused by an operator: a migration, for 2 h',
    ],
    [
      'what halts it, and since when',
      { breaker: halted },
      'nothing is mirrored: Cloudinary refuses the account: Cloudinary: Invalid api_key, for 1 h',
    ],
    [
      'the pause first, which outlasts a trouble',
      { breaker: { ...halted, ...paused } },
      'nothing is mirrored: paused by an operator: a migration, for 2 h',
    ],
    [
      'a queue without a function',
      { mappingState: undefined },
      'nothing is mirrored: no function takes messages, since the queue has no event source mapping',
    ],
    [
      'a mapping that nobody wants disabled',
      { mappingState: 'Disabled' },
      'nothing is mirrored: the event source mapping is disabled, and neither a pause nor a trouble wants it so',
    ],
    [
      'a queue that stands still',
      { visible: 12, oldestSeconds: 900, drainedPerSecond: 0 },
      'nothing is mirrored: 12 changes wait, and none gets done, for 15 min',
    ],
    ['nothing of one that has just filled', { visible: 12, oldestSeconds: 90, drainedPerSecond: 0 }, undefined],
    ['nothing of one that drains', { visible: 12, oldestSeconds: 900, drainedPerSecond: 0.1 }, undefined],
    [
      'a guard that has tripped, and how much it keeps',
      { guardTrippedMs: NOW - 60_000, withheld: tally({ withheld: 1000 }, { isMore: true }) },
      'the guard against mass deletion has stopped all deletions, and keeps the assets of more than 1,000 keys, for 1 min',
    ],
    [
      'what a guard keeps that has not tripped',
      { withheld: tally({ withheld: 1 }, { firstMs: NOW - 1000 }) },
      'the guard against mass deletion keeps the assets of 1 key, for 1 s',
    ],
    [
      'how many keys are tried again, why, and when',
      { retrying },
      'retrying 4 keys: 3 cloudinary-503 (busy), 1 defect; next try in 40 s',
    ],
    [
      'a try that is due',
      { retrying: { ...retrying, firstMs: NOW - 1 } },
      'retrying 4 keys: 3 cloudinary-503 (busy), 1 defect; next try is due',
    ],
    ['the dead letters by reason', { deadLetters: 3, refused }, '3 dead letters: 2 metadata, 1 too-large'],
    ['dead letters of which the ledger knows nothing', { deadLetters: 1 }, '1 dead letter'],
    [
      'what stays refused when its letter is purged',
      { refused },
      '3 keys are refused, and no dead letter tells of it: 2 metadata, 1 too-large',
    ],
    [
      'first what is more: retries',
      { retrying, deadLetters: 3, refused },
      'retrying 4 keys: 3 cloudinary-503 (busy), 1 defect; next try in 40 s',
    ],
    [
      'first what is more: dead letters',
      { retrying, deadLetters: 4, refused },
      '4 dead letters; 3 keys are refused: 2 metadata, 1 too-large',
    ],
    [
      'that nothing can be told without the index',
      { isIndexed: false },
      'which keys fail cannot be told: the table has no index for that, or not yet',
    ],
    [
      'objects that are archived',
      { archived: tally({ archived: 2 }) },
      '2 objects are not mirrored: the object is in an archive storage class, and cannot be read',
    ],
  ]
  for (const [name, given, expected] of cases) {
    it(`is: ${name}`, () => {
      expect(first(given)).to.equal(expected)
    })
  }

  it('has the rest besides, the gravest first', () => {
    const all = {
      breaker: { ...halted, ...paused },
      mappingState: 'Disabled',
      guardTrippedMs: NOW,
      retrying,
      deadLetters: 3,
      refused,
    }
    const { first: line, besides } = stageTrouble(stageFacts(all))
    expect([line, ...besides].map((one) => one?.kind)).to.deep.equal([
      'paused',
      'halted',
      'guard',
      'retrying',
      'dead-letters',
    ])
    expect([line, ...besides].flatMap((one) => (one && stopsAll(one) ? one.kind : []))).to.deep.equal([
      'paused',
      'halted',
    ])
  })

  it('names the secret in its advice where there is one', () => {
    const advice = (secret: string | undefined) => stageTrouble(stageFacts({ breaker: halted, secret })).first?.advice
    expect(advice('studio/dev/url')).to.match(/^fix the secret studio\/dev\/url, or /)
    expect(advice(undefined)).to.match(/^fix CLOUDINARY_URL, or /)
  })
})
