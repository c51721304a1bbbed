import { expect } from 'chai'
import stringWidth from 'string-width'
import { UsageError } from '../../../operate/cli/usage-error.ts'
import type { Letter } from '../../../operate/dlq/dead-letter-queue.ts'
import { explainLetters } from '../../../operate/dlq/explain.ts'
import { countReasons, remarksOn, renderLetters } from '../../../operate/dlq/report.ts'
import { selector } from '../../../operate/dlq/selection.ts'
import { batchesOf } from '../../../operate/dlq/sqs.ts'
import { type Entry, emptyEntry } from '../../../shared/model/entry.ts'
import { BUCKET, letter } from './fake-queue.ts'

const failures = { count: 3, code: 'cloudinary-503', reason: 'Cloudinary: busy' }
const entries: Readonly<Record<string, Partial<Entry>>> = { 'failing.jpg': { failures } }
const ledger = {
  read: async (key: string) => ({ entry: { ...emptyEntry(key), ...entries[key] }, revision: undefined }),
}

async function explained(...letters: readonly Letter[]) {
  return explainLetters(letters, { bucket: BUCKET, ledger })
}

function bare(key: string, change: Partial<Letter> = {}) {
  return letter(key, { attributes: {}, ...change })
}

describe('a dead letter', () => {
  const cases: readonly (readonly [string, Letter, object])[] = [
    ['by its attributes', letter('a b.jpg'), { keys: ['a b.jpg'], code: 'bad', reason: 'a b.jpg is bad' }],
    [
      'by the ledger, where it has none',
      bare('failing.jpg', { isMoved: true }),
      { keys: ['failing.jpg'], code: 'cloudinary-503', reason: 'Cloudinary: busy' },
    ],
    [
      'as received too often, where the queue itself has moved it and the ledger knows nothing',
      bare('moved.jpg', { isMoved: true }),
      { keys: ['moved.jpg'], code: 'received-too-often' },
    ],
    ['as unknown, where nobody knows', bare('strange.jpg'), { keys: ['strange.jpg'], code: 'unknown' }],
    ['as unreadable', bare('', { body: 'hello' }), { keys: [], code: 'not-json' }],
    [
      'with its key by the attribute, where the body cannot be read',
      letter('', { body: 'hello', attributes: { ObjectKey: { dataType: 'String', text: 'k' } } }),
      { keys: ['k'], code: 'not-json' },
    ],
  ]
  for (const [how, one, expected] of cases) {
    it(`is explained ${how}`, async () => {
      expect((await explained(one))[0]).to.deep.include(expected)
    })
  }
})

describe('a selection of dead letters', () => {
  const dead = () =>
    explained(
      letter('up/a.jpg'),
      letter('up/.b/c.png', { sentMs: 500 }),
      letter('up/[d] (1).jpg'),
      bare('x', { body: 'hello' }),
    )
  const cases: readonly (readonly [string, Parameters<typeof selector>[0], number])[] = [
    ['nothing means all', { key: undefined, reason: undefined }, 4],
    ['a glob without a slash means names in any folder', { key: '*.png', reason: undefined }, 1],
    ['a glob with one means paths, those with a dot too', { key: 'up/**', reason: undefined }, 3],
    ['a key is meant by itself, whatever it means as a glob', { key: 'up/[d] (1).jpg', reason: undefined }, 1],
    ['how keys begin', { key: undefined, prefix: 'up/.', reason: undefined }, 1],
    ['how keys begin, and a glob', { key: '*.png', prefix: 'up/a', reason: undefined }, 0],
    ['a reason', { key: undefined, reason: 'not-json' }, 1],
    ['both must hold', { key: 'up/**', reason: 'not-json' }, 0],
    ['the age', { key: undefined, reason: undefined, sinceMs: 500 }, 1],
  ]
  for (const [name, selection, expected] of cases) {
    it(`${name}`, async () => {
      expect((await dead()).filter(selector(selection))).to.have.length(expected)
    })
  }

  it('a glob that some key could take long to match is refused', () => {
    expect(() => selector({ key: 'up/*a*b*c*', reason: undefined })).to.throw(
      UsageError,
      'expected --key to be a glob with at most 2 stars between two slashes; a list may have several globs, found "up/*a*b*c*"',
    )
  })
})

describe('a list of dead letters', () => {
  it('fits into 80 columns, whatever keys and reasons are', async () => {
    const reason = { dataType: 'String', text: 'because '.repeat(200) }
    const long = letter(`${'写真/'.repeat(60)}\u001b[2J.jpg`, {
      attributes: { RejectionCode: { dataType: 'String', text: 'cloudinary-400' }, RejectionReason: reason },
    })
    const text = renderLetters(await explained(long, letter('a.jpg')), 90_000, 80)
    for (const line of text.split('\n')) expect(stringWidth(line)).to.be.at.most(80)
    expect(text).not.to.contain('\u001b')
    expect(text).to.contain('cloudinary-400').and.to.contain('1 min 30 s')
  })

  it('counts the reasons, the most frequent first', async () => {
    const text = countReasons(await explained(bare('', { body: '?' }), letter('a'), letter('b')))
    expect(text).to.equal('3 messages: 2 bad, 1 not-json')
  })

  it('says what it has not seen, and what stays hidden', () => {
    const whole = { seen: 5, depth: 5, isWhole: true, isInterrupted: false, stillHidden: 0, hiddenSeconds: 60 }
    expect(remarksOn(whole)).to.deep.equal([])
    expect(remarksOn({ ...whole, depth: 7, isWhole: false })[0]).to.contain('5 of about 7')
    expect(remarksOn({ ...whole, isWhole: false, isInterrupted: true })[0]).to.match(/^Interrupted/)
    expect(remarksOn({ ...whole, stillHidden: 2 })[0])
      .to.contain('2 messages')
      .and.to.contain('1 min')
  })
})

describe('a batch for the queue', () => {
  it('has ten letters at most, and a mebibyte with the attributes', () => {
    const attributes = { A: { dataType: 'Binary', bytes: new Uint8Array(300_000) } }
    expect(batchesOf(Array.from({ length: 23 }, () => bare('a'))).map((batch) => batch.length)).to.deep.equal([
      10, 10, 3,
    ])
    expect(
      batchesOf(Array.from({ length: 5 }, () => bare('a', { attributes }))).map(({ length }) => length),
    ).to.deep.equal([3, 2])
  })
})
