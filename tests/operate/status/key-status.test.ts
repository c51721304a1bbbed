import { expect } from 'chai'
import { reasonJson, tellReasons } from '../../../operate/dlq/reasons.ts'
import { assetText } from '../../../operate/status/asset-look.ts'
import { keyJson, renderKey } from '../../../operate/status/key-status.ts'
import { nextStep } from '../../../operate/status/next-step.ts'
import type { GuardState } from '../../../shared/guard/admission.ts'
import { type Entry, emptyEntry } from '../../../shared/model/entry.ts'
import type { Observation } from '../../../shared/model/observation.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import { applied, desired, observed } from '../../rules/fixtures.ts'
import { letter } from '../dlq/fake-queue.ts'

const key = 'shoot/a.jpg'
const NOW = 1_000_000
const rules = new Rules()
const absent: Observation = { state: 'absent' }
const address = { resourceType: 'image', type: 'upload', publicId: 'shoot/a' } as const

function entry(change: Partial<Entry> = {}): Entry {
  return {
    ...emptyEntry(key),
    applied: applied(desired(key), observed()),
    ...change,
  }
}

const attempt = { token: 't', operation: 'upload', address, deadlineMs: NOW + 5000 } as const
const open: GuardState = { sinceMs: NOW, count: 0 }

function next(recorded: Entry, observation: Observation, state = open) {
  const evidence = {
    source: { observe: async () => absent },
    ledger: {
      readOther: async (name: string) => ({ entry: emptyEntry(name), revision: undefined }),
      findOrigins: async () => [],
    },
    clock: { nowMs: () => NOW },
    rules,
    settings: { bucket: 'studio', settleMs: 10_000 },
  }
  return nextStep(recorded, observation, evidence, { state, limits: { deletionsMax: 1, windowMs: 60_000 } })
}

describe('what a worker would do', () => {
  const longAbsent = entry({ deletion: { state: 'absent', absentSinceMs: 1 } })
  const made = { address, fingerprint: '', rules: '', preset: '', ours: { context: [], tags: [] } }
  const sent = { etag: 'e', sizeBytes: 1, etagIsMd5: true, isDated: true, lastModifiedMs: 1 }
  const failed = { count: 4, code: 'cloudinary-403', reason: 'not now', sinceMs: NOW - 9000, retryMs: NOW + 9000 }
  const { etag, lastModifiedMs } = observed()
  const cases: readonly (readonly [string, Entry, Observation, object, GuardState?])[] = [
    ['nothing', entry(), observed(), { kind: 'skip', reason: 'equal', asset: undefined }],
    ['upload', emptyEntry(key), observed(), { kind: 'upload', asset: 'image upload shoot/a' }],
    ['wait', entry(), absent, { kind: 'wait', untilMs: NOW + 10_000 }],
    ['destroy', longAbsent, absent, { kind: 'destroy', asset: 'image upload shoot/a' }],
    ['withhold, once the guard has tripped', longAbsent, absent, { kind: 'withhold' }, { ...open, trippedMs: 1 }],
    ['withhold the first that is too many', longAbsent, absent, { kind: 'withhold' }, { ...open, count: 1 }],
    [
      'destroy what the guard has let through',
      entry({ deletion: { state: 'approved', absentSinceMs: 1 } }),
      absent,
      { kind: 'destroy' },
      { ...open, trippedMs: 1 },
    ],
    [
      'withhold what was withheld, whatever the guard would say by now',
      entry({ deletion: { state: 'withheld', sinceMs: 1, absentSinceMs: 1 } }),
      absent,
      { kind: 'withhold' },
    ],
    [
      'wait for another worker',
      entry({ lease: { token: 't', untilMs: NOW + 1 } }),
      absent,
      { kind: 'busy', untilMs: NOW + 1 },
    ],
    [
      'wait for Cloudinary',
      entry({ attempt: { ...attempt, background: { made, object: sent } } }),
      observed(),
      { kind: 'pending', untilMs: NOW + 5000 },
    ],
    [
      'wait out the pause after a failure',
      { ...emptyEntry(key), failures: { ...failed, object: { etag, lastModifiedMs } } },
      observed(),
      { kind: 'wait', reason: 'the last try failed', untilMs: NOW + 9000 },
    ],
    [
      'upload another object than the one that failed',
      { ...emptyEntry(key), failures: { ...failed, object: { etag: 'other', lastModifiedMs } } },
      observed(),
      { kind: 'upload' },
    ],
    [
      'upload again what a doubt has left unknown',
      entry({ doubt: { untilMs: 1, addresses: [address] } }),
      observed(),
      { kind: 'upload' },
    ],
  ]
  for (const [name, recorded, observation, expected, state] of cases) {
    it(`is: ${name}`, async () => {
      expect(await next(recorded, observation, state)).to.deep.include(expected)
    })
  }
})

describe('the status of a key', () => {
  it('has a line for each thing that there is to say, and none that moves the cursor', async () => {
    const recorded = entry({
      lease: { token: 't', untilMs: NOW - 60_000 },
      attempt,
      doubt: { untilMs: NOW + 60_000, addresses: [address] },
      orphans: [address],
      deletion: { state: 'withheld', sinceMs: NOW - 7000, absentSinceMs: NOW - 5000 },
      failures: { count: 2, code: 'cloudinary-503', reason: 'busy\u001b[2J', atMs: NOW - 3000, retryMs: NOW + 4000 },
    })
    const source = observed({ versionId: 'v1', archived: true })
    const dead = { letter: letter(key, { sentMs: NOW - 9000 }), keys: [key, 'b'], code: 'bad', reason: 'it is' }
    const known = {
      key,
      match: rules.matchRule(key),
      source,
      entry: recorded,
      account: 'demo, the stand-in',
      asset: { state: 'missing', address } as const,
      next: await next(recorded, source),
      why: { kind: 'withheld', text: 'the guard keeps it', sinceMs: NOW - 7000, advice: 'sls guard show' } as const,
    }
    const text = renderKey({ ...known, deadLetters: [dead], isWhole: true }, NOW, 80)
    const [lines = '', reasons] = text.split('\n\n')
    expect(lines.split('\n').flatMap((line) => line.slice(0, 14).trimEnd() || [])).to.deep.equal(
      [
        'key',
        'trouble',
        'to do',
        'rule',
        'S3',
        'applied',
        'account',
        'Cloudinary',
        'lease',
        'attempt',
        'in doubt',
        'orphan',
        'absent',
        'withheld',
        'last failure',
      ].concat(['plan', 'dead letter']),
    )
    expect(text).to.contain('lease          over for 1 min').and.to.contain('9 s old, bad: it is (shoot/a.jpg b)')
    expect(text).to.contain('last failure   3 s ago, try 2 of 12, cloudinary-503: busy\\u{1b}[2J; next try in')
    expect(lines.split('\n').filter((line) => line.length > 80)).to.deep.equal([])
    expect(text).not.to.contain('\u001b')
    expect(reasons).to.equal(tellReasons(['cloudinary-503', 'bad'], 80))
    expect(keyJson({ ...known, deadLetters: [dead], isWhole: true })).to.deep.include({
      rule: 'the defaults',
      reasons: [
        { code: 'cloudinary-503', ...reasonJson('cloudinary-503') },
        { code: 'bad', meaning: null, action: null },
      ],
    })
  })

  const asset = {
    address,
    assetId: 'another',
    version: 1,
    md5: 'd41d',
    sizeBytes: 1234,
    context: {},
    tags: [],
    accessControl: undefined,
  }
  const known = applied(desired(key), observed())
  for (const [name, look, text] of [
    [
      'as it was applied',
      { state: 'there', address, asset: { ...asset, ...known } },
      /^version \d+, 1,234 bytes, MD5 d41d$/,
    ],
    ['another one', { state: 'there', address, asset }, /which is not what was applied; `sls sweep --deep` fixes it$/],
    ['missing', { state: 'missing', address }, /^no asset at image upload shoot\/a; `sls sweep --deep`/],
    ['not answered', { state: 'no answer', reason: 'Cloudinary: oops' }, /^did not answer: Cloudinary: oops$/],
  ] as const) {
    it(`says of the asset that it is ${name}`, () => {
      expect(assetText(look, entry())).to.match(text)
    })
  }
})
