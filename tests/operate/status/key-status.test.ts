import { expect } from 'chai'
import { reasonJson, tellReasons } from '../../../operate/dlq/reasons.ts'
import { assetText } from '../../../operate/status/asset-look.ts'
import { keyJson, renderKey } from '../../../operate/status/key-status.ts'
import { applied, desired, observed } from '../../rules/fixtures.ts'
import { letter } from '../dlq/fake-queue.ts'
import { address, attempt, entry, key, NOW, next, rules } from './recorded.ts'

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
    const place = { secret: undefined }
    const known = {
      ...place,
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
    expect(reasons).to.equal(tellReasons(['cloudinary-503', 'bad'], place, 80))
    expect(keyJson({ ...known, deadLetters: [dead], isWhole: true })).to.deep.include({
      rule: 'the defaults',
      reasons: [
        { code: 'cloudinary-503', ...reasonJson('cloudinary-503', place) },
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
