import { expect } from 'chai'
import { parseEntry, serializeEntry } from '../../shared/ledger/entry-schema.ts'
import type { Change } from '../../shared/model/change.ts'
import { type Entry, emptyEntry, isForgettable } from '../../shared/model/entry.ts'
import { limits } from '../../shared/model/limits.ts'
import { judgeUnended, nextUnended, noteEnd, noteUnendedRefusal, restartUnended } from '../../shared/record/unended.ts'

const HOUR_MS = 3_600_000
const empty = emptyEntry('a.jpg')
const refused = { times: 1, letterMs: 50, retryMs: 1000 }
const began = (count: number, more = {}): Entry => ({ ...empty, unended: { count, beganMs: 10, untilMs: 20, ...more } })

describe('deliveries that never ended', () => {
  const judged: readonly (readonly [string, Entry, number, ReturnType<typeof judgeUnended>])[] = [
    ['nothing, where there is none', empty, 100, 'nothing'],
    ['patience, while the last one may go on', began(1), 19, 'busy'],
    ['a try alone, as soon as it cannot', began(0), 20, 'alone'],
    ['another one', began(2), 100, 'alone'],
    ['a refusal after three', began(3), 100, 'refuse'],
    ['patience also with the third', began(3), 19, 'busy'],
    ['nothing but the refusal while its pause lasts', began(0, { refused }), 999, 'refuse'],
    ['a try alone after the pause', began(0, { refused }), 1000, 'alone'],
    ['a refusal after three more', began(3, { refused }), 5000, 'refuse'],
  ]
  for (const [name, entry, nowMs, expected] of judged)
    it(`call for ${name}`, () => expect(judgeUnended(entry, nowMs)).to.equal(expected))

  it('are counted only where the key was alone', () => {
    const times = { beganMs: 100, untilMs: 200 }
    expect(nextUnended(empty, { ...times, isAlone: false })).to.deep.equal({ count: 0, ...times })
    expect(nextUnended(began(1), { ...times, isAlone: false })).to.deep.equal({ count: 1, ...times })
    expect(nextUnended(began(1, { refused }), { ...times, isAlone: true })).to.deep.equal({
      count: 2,
      refused,
      ...times,
    })
  })

  it('are forgotten when one ends', () => {
    expect(noteEnd(began(2, { refused }))).to.deep.equal(empty)
    expect(isForgettable(noteEnd(began(2)))).to.equal(true)
    expect(isForgettable(began(0))).to.equal(false)
  })

  it('are in the row', () => {
    for (const entry of [began(2), began(0, { refused })])
      expect(parseEntry(serializeEntry(entry))).to.deep.equal(entry)
  })

  it('are refused with pauses that grow to a day', () => {
    let entry = began(limits.unendedMax)
    const pauses = Array.from({ length: 7 }, () => {
      entry = noteUnendedRefusal(entry, 50, 100)
      return ((entry.unended?.refused?.retryMs ?? 0) - 100) / HOUR_MS
    })
    expect(pauses).to.deep.equal([1, 2, 4, 8, 16, 24, 24])
    expect(entry.unended).to.deep.include({
      count: 0,
      refused: { times: 7, letterMs: 50, retryMs: 100 + 24 * HOUR_MS },
    })
  })

  const atMs = Date.UTC(2026, 0, 1)
  const event = (name: string, ms: number) => {
    return { events: [{ key: 'a.jpg', name, time: new Date(ms).toISOString(), sequencer: undefined }] }
  }
  const old = began(2, { refused, beganMs: atMs })
  const again: readonly (readonly [string, Partial<Change>, boolean])[] = [
    ['an operator redrives later', { redrivenMs: atMs + 1 }, true],
    ['the redrive was before', { redrivenMs: atMs }, false],
    ['S3 tells of a later write', event('ObjectCreated:Put', atMs + 1), true],
    ['it may be later, by clocks that differ', event('ObjectCreated:Put', atMs - 2999), true],
    ['the write was before', event('ObjectCreated:Put', atMs - 3000), false],
    ['a sweep has queued it', event('sweep', atMs + 1), false],
    [
      'nothing tells when',
      { events: [{ key: 'a.jpg', name: 'ObjectCreated:Put', time: undefined, sequencer: undefined }] },
      false,
    ],
  ]
  for (const [when, change, isAgain] of again) {
    it(`are ${isAgain ? '' : 'not '}counted again where ${when}`, () => {
      const entry = restartUnended(old, { key: 'a.jpg', receiveCount: 1, events: [], ...change })
      expect(entry).to.deep.equal(isAgain ? began(0, { beganMs: atMs }) : old)
    })
  }
})
