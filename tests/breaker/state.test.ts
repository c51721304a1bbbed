import { expect } from 'chai'
import {
  type BreakerState,
  closedBreaker,
  noteAnswer,
  noteFailure,
  noteProbe,
  noteServed,
  stopOf,
  suspectsOf,
} from '../../shared/breaker/state.ts'
import type { Suspect, SuspiciousFailure } from '../../shared/ports/breaker.ts'

const forbidden: Suspect = { scope: 'source', code: 's3-403', reason: 'no' }
const down: Suspect = { scope: 'cloud', code: 'cloudinary-503', reason: 'no answer' }
const refused: Suspect = { scope: 'account', code: 'cloudinary-401', reason: 'Unknown API key' }

const failure = (key: string, of: Suspect, how: Partial<SuspiciousFailure> = {}): SuspiciousFailure => {
  return { key, ...of, isFresh: true, isLast: false, isPassing: false, ...how }
}

/** The state after failures, and what the last of them is taken for. */
function note(failures: readonly SuspiciousFailure[], from: BreakerState = closedBreaker, nowMs = 0) {
  let noted: ReturnType<typeof noteFailure> = { state: from, verdict: 'key' }
  for (const one of failures) noted = noteFailure(noted.state, one, nowMs)
  return noted
}

const several = (of: Suspect) => ['a.jpg', 'b.jpg', 'c.jpg'].map((key) => failure(key, of))
const suspicious = note(several(forbidden)).state
const troubled = noteProbe(suspicious, forbidden, forbidden, 1000)

describe('whose trouble a failure is', () => {
  /** What failed before, the failure, and whose it is. */
  const cases: readonly (readonly [string, readonly SuspiciousFailure[], SuspiciousFailure, string])[] = [
    ['of one key', [], failure('a.jpg', down), 'key'],
    ['of two keys', [failure('b.jpg', down)], failure('a.jpg', down), 'key'],
    ['of three keys', [failure('b.jpg', down), failure('c.jpg', down)], failure('a.jpg', down), 'unproven'],
    ['of one key again and again', Array(9).fill(failure('a.jpg', down)), failure('a.jpg', down), 'key'],
    [
      'of three keys, each for another thing',
      [failure('b.jpg', down), failure('c.jpg', refused)],
      failure('a.jpg', forbidden),
      'key',
    ],
    [
      'of a key that has failed before, beside two others',
      [failure('b.jpg', down), failure('c.jpg', down)],
      failure('a.jpg', down, { isFresh: false }),
      'key',
    ],
    ['of a key that would be refused for it', [], failure('a.jpg', down, { isFresh: false, isLast: true }), 'unproven'],
  ]
  for (const [name, before, last, verdict] of cases) {
    it(`${name}: ${verdict}`, () => expect(note([...before, last]).verdict).to.equal(verdict))
  }

  describe('where patience is asked for', () => {
    const busy: Suspect = { scope: 'account', code: 'cloudinary-420', reason: 'slow down' }
    const keys = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']
    const asked = keys.map((key) => failure(key, busy, { isPassing: true }))

    it('is nobody`s as long as some are served within a minute', () => {
      const { state, verdict } = note(asked)
      expect([verdict, suspectsOf(state, 59_999)]).to.deep.equal(['key', []])
      expect(note(asked, state, 59_999).verdict).to.equal('key')
      expect(note(asked, noteServed(state), 60_000).verdict).to.equal('key')
    })

    it('is in question where none is served for a minute', () => {
      const { state } = note(asked)
      expect(suspectsOf(state, 60_000).map(({ code }) => code)).to.deep.equal(['cloudinary-420'])
      expect(note(asked, state, 60_000).verdict).to.equal('unproven')
    })

    it('is no witness for what refuses others, and what refuses others is asked about at once', () => {
      const { state, verdict } = note([...asked, failure('e.jpg', refused)])
      expect([verdict, suspectsOf(state, 0).map(({ code }) => code)]).to.deep.equal(['key', ['cloudinary-401']])
      expect(note(asked, state).verdict).to.equal('key')
      expect(note(several(refused), state).verdict).to.equal('unproven')
    })
  })

  it('is the stage`s while the stage is in trouble, whatever it is', () => {
    const last = failure('d.jpg', down, { isFresh: false, isLast: true })
    expect(noteFailure(troubled, last, 2000)).to.deep.equal({ state: troubled, verdict: 'stage' })
  })

  it('is in question until a probe has answered, for all that come meanwhile', () => {
    expect(noteFailure(suspicious, failure('d.jpg', forbidden), 0).verdict).to.equal('unproven')
  })

  it('is forgotten where an upload has succeeded', () => {
    expect(noteServed(note([failure('a.jpg', down), failure('b.jpg', down)]).state)).to.deep.equal(closedBreaker)
    expect(noteServed(closedBreaker)).to.equal(closedBreaker)
  })
})

describe('a probe', () => {
  const well = noteProbe(suspicious, forbidden, undefined, 1000)

  it('that finds all well makes it the keys` own, and what failed so far no evidence', () => {
    expect(well.suspicions).to.deep.equal([])
    expect(noteFailure(well, failure('d.jpg', forbidden), 10_999).verdict).to.equal('key')
    expect(noteFailure(well, failure('d.jpg', forbidden, { isLast: true }), 10_999).verdict).to.equal('key')
    expect(note(several(forbidden), well, 10_999).state.suspicions).to.deep.equal([])
  })

  it('is worth ten seconds, and says nothing of other things', () => {
    expect(note(several(forbidden), well, 11_000).verdict).to.equal('unproven')
    expect(note(several(down), well, 1001).verdict).to.equal('unproven')
    expect(note(several({ ...forbidden, code: 'source-unreadable' }), well, 1001).verdict).to.equal('unproven')
  })

  it('that finds a trouble makes it the stage`s, with its cause and since when', () => {
    expect(troubled).to.deep.equal({ suspicions: [], trouble: { ...forbidden, sinceMs: 1000 } })
  })

  it('may find another trouble than the one that was suspected', () => {
    expect(noteProbe(suspicious, forbidden, refused, 5).trouble).to.deep.include(refused)
  })

  it('of a worker ends no trouble', () => {
    expect(noteProbe(troubled, forbidden, undefined, 2000)).to.equal(troubled)
  })
})

describe('what is asked by the minute', () => {
  it('is what the trouble is about, or else all that is suspected', () => {
    const both = note([failure('a.jpg', down), failure('a.jpg', refused)]).state
    expect(suspectsOf(closedBreaker, 0)).to.deep.equal([])
    expect(suspectsOf(both, 0).map(({ scope }) => scope)).to.deep.equal(['cloud', 'account'])
    expect(suspectsOf(troubled, 0)).to.deep.equal([troubled.trouble])
  })

  it('begins a trouble for a single key too, where it is not well', () => {
    const lone = note([failure('a.jpg', down)]).state
    expect(noteAnswer(lone, lone, down, 7).trouble).to.deep.equal({ ...down, sinceMs: 7 })
    expect(noteAnswer(lone, lone, undefined, 7).suspicions).to.deep.equal([])
  })

  it('ends a trouble where all is well, and remembers when', () => {
    const ended = noteAnswer(troubled, troubled, undefined, 9000)
    expect([ended.trouble, ended.endedMs, stopOf(ended)]).to.deep.equal([undefined, 9000, undefined])
  })

  it('tells of the cause that it has now, and since when nothing was mirrored', () => {
    expect(noteAnswer(troubled, troubled, down, 9000).trouble).to.deep.equal({ ...down, sinceMs: 1000 })
  })

  it('says nothing of a trouble that began while it was asked', () => {
    expect(noteAnswer(troubled, closedBreaker, undefined, 9000)).to.equal(troubled)
  })
})

describe('why nothing is mirrored', () => {
  const since = 'since 1970-01-01T00:00:01.000Z'

  for (const [found, code, reason] of [
    [forbidden, 'source-trouble', `the bucket cannot be read, ${since}: no`],
    [refused, 'account-trouble', `Cloudinary refuses the account, ${since}: Unknown API key`],
    [down, 'cloud-trouble', `Cloudinary is down, ${since}: no answer`],
  ] as const) {
    it(`is one line: ${reason}`, () => {
      expect(stopOf(noteProbe(suspicious, forbidden, found, 1000))).to.deep.equal({ code, reason })
    })
  }

  it('is an operator too, and first', () => {
    const paused = { sinceMs: 1, reason: 'a move' }
    expect(stopOf({ ...closedBreaker, paused })).to.deep.equal({
      code: 'paused',
      reason: 'paused by an operator: a move',
    })
    expect(stopOf({ ...troubled, paused })?.reason).to.equal(
      `paused by an operator: a move; besides, the bucket cannot be read, ${since}: no`,
    )
  })
})
