import { expect } from 'chai'
import { measure } from '../../shared/outcome/measure.ts'
import type { Outcome } from '../../shared/outcome/outcome.ts'

const uploaded: Outcome = {
  key: 'a.jpg',
  result: 'done',
  code: 'skip',
  reason: 'equal',
  mutations: [{ kind: 'upload', reason: 'a new object' }],
}
const event = (name: string, time: string | undefined) => ({ key: 'a.jpg', name, time, sequencer: undefined })
const nowMs = Date.parse('2026-01-01T00:00:10Z')
const lagOf = (outcome: Outcome, ...events: ReturnType<typeof event>[]) =>
  measure(outcome, { key: 'a.jpg', events, receiveCount: 3 }, { startMs: nowMs - 250, nowMs })

describe('what an outcome took', () => {
  it('is how often and how long, and the time since the newest event', () => {
    const events = [
      event('ObjectCreated:Put', '2026-01-01T00:00:07Z'),
      event('ObjectCreated:Put', '2026-01-01T00:00:08Z'),
    ]
    expect(lagOf(uploaded, ...events)).to.deep.equal({ ...uploaded, deliveries: 3, durationMs: 250, lagMs: 2000 })
  })

  for (const [name, outcome, ...events] of [
    ['nothing was done', { ...uploaded, mutations: [] }, event('ObjectCreated:Put', '2026-01-01T00:00:08Z')],
    ['it is not over', { ...uploaded, result: 'retry' as const }, event('ObjectCreated:Put', '2026-01-01T00:00:08Z')],
    ['only a sweep has told of it', uploaded, event('MayDiffer', '2026-01-01T00:00:08Z')],
    ['its events have no time', uploaded, event('ObjectCreated:Put', undefined)],
  ] as const) {
    it(`has no lag where ${name}`, () => {
      expect(lagOf(outcome, ...events)).not.to.have.property('lagMs')
    })
  }
})
