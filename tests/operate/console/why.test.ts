import { expect } from 'chai'
import { explainFile } from '../../../operate/console/why.ts'
import type { KeyStatus } from '../../../operate/status/key-status.ts'
import { observed } from '../../rules/fixtures.ts'
import { letter } from '../dlq/fake-queue.ts'
import { entry, key, NOW, next, rules } from '../status/recorded.ts'

const dead = { letter: letter(key, { sentMs: NOW - 9000 }), keys: [key], code: 'metadata', reason: 'no such field' }
const gone = { state: 'absent' } as const

async function statusWith(changed: Partial<KeyStatus>): Promise<KeyStatus> {
  const { entry: recorded = entry(), source = observed() } = changed
  return {
    secret: undefined,
    key,
    match: rules.matchRule(key),
    source,
    entry: recorded,
    account: undefined,
    asset: undefined,
    next: await next(recorded, source),
    why: undefined,
    deadLetters: [],
    isWhole: true,
    ...changed,
  }
}

describe('why a file is as it is', () => {
  const cases: readonly (readonly [string, Partial<KeyStatus>, string, string, readonly string[]])[] = [
    ['equal', {}, 'good', 'It is in Cloudinary, equal to the bucket', []],
    ['kept', { source: gone }, 'good', 'It is gone from the bucket, and kept', []],
    [
      'left out',
      { why: { kind: 'ignored', text: 'a temporary name' } },
      'waiting',
      'The rules leave it out',
      ['rules'],
    ],
    [
      'refused',
      { why: { kind: 'refused', text: 'refused' }, deadLetters: [dead] },
      'bad',
      'It was refused',
      ['redrive'],
    ],
    ['refused, without a letter', { why: { kind: 'refused', text: 'refused' } }, 'bad', 'It was refused', ['sweep']],
    ['withheld', { why: { kind: 'withheld', text: 'kept' } }, 'bad', 'The guard keeps its asset', ['release']],
    [
      'held by an operator',
      { why: { kind: 'held', text: 'paused', code: 'paused' } },
      'bad',
      'It waits: nothing is mirrored now',
      ['resume'],
    ],
    ['held by a trouble', { why: { kind: 'held', text: 'down' } }, 'bad', 'It waits: nothing is mirrored now', []],
    ['retried', { why: { kind: 'retrying', text: 'failed' } }, 'bad', 'It failed, and is tried again', []],
    ['at work', { why: { kind: 'working', text: 'busy' } }, 'waiting', 'It is being mirrored', []],
    ['waiting', { why: { kind: 'waiting', text: 'wait' } }, 'waiting', 'It waits for something else', []],
    ['due', { why: { kind: 'due', text: 'soon' } }, 'waiting', 'It is on its way', ['sweep']],
    ['untold', { why: { kind: 'untold', text: 'lost' } }, 'bad', 'No event has told of it', ['sweep']],
    [
      'nowhere',
      { why: { kind: 'absent', text: 'none' }, source: gone },
      'waiting',
      'There is no such file',
      ['folder'],
    ],
  ]
  for (const [name, changed, mood, headline, offers] of cases) {
    it(`is said of one that is ${name}, with what can be done`, async () => {
      expect(explainFile(await statusWith(changed), NOW)).to.deep.include({ mood, headline, offers })
    })
  }

  it('is said with the reason, for how long, the next try and what to do', async () => {
    const why = {
      kind: 'retrying',
      text: 'failed 2 of 12 times: cloudinary-503: busy',
      sinceMs: NOW - 60_000,
      nextTryMs: NOW + 5000,
      advice: 'wait',
    } as const
    expect(explainFile(await statusWith({ why }), NOW)).to.deep.include({
      detail: 'Failed 2 of 12 times: cloudinary-503: busy, for 1 min; next try in 5 s.',
      advice: 'wait',
    })
  })
})
