import { expect } from 'chai'
import stringWidth from 'string-width'
import { inFlightText } from '../../../operate/queue/in-flight.ts'
import { drainOf, latest, ratePerSecond } from '../../../operate/queue/rates.ts'
import { redrawn, renderStatus, statusLine } from '../../../operate/queue/report.ts'
import { QueueSampler } from '../../../operate/queue/sampler.ts'
import type { QueueStatus } from '../../../operate/queue/status.ts'
import { stageFacts } from '../trouble/facts.ts'

const MINUTE = 60_000

function point(atMs: number, value: number) {
  return { atMs, value }
}

describe('a rate', () => {
  const nowMs = 10 * MINUTE + 30_000
  const cases: readonly (readonly [string, ReturnType<typeof point>[], number | undefined])[] = [
    ['is unknown without data', [], undefined],
    ['is that of whole minutes', [point(8 * MINUTE, 60), point(9 * MINUTE, 180)], 2],
    ['counts the present minute for as long as it has lasted', [point(10 * MINUTE, 60)], 2],
    ['does not count a minute that has only begun', [point(9 * MINUTE, 60), point(nowMs - 1000, 50)], 1],
  ]
  for (const [name, points, expected] of cases) {
    it(`${name}`, () => {
      expect(ratePerSecond(points, nowMs)).to.equal(expected)
    })
  }

  it('has beside it the latest value, whatever the order', () => {
    expect(latest([point(2, 20), point(3, 30), point(1, 10)])).to.equal(30)
    expect(latest([])).to.equal(undefined)
  })
})

describe('the time to drain', () => {
  const depths = (...of: readonly (readonly [number, number])[]) =>
    of.map(([seconds, depth]) => ({ atMs: seconds * 1000, depth }))
  const unknown = { arrivals: undefined, drained: undefined }
  const cases: readonly (readonly [string, ReturnType<typeof depths>, Parameters<typeof drainOf>[1], object])[] = [
    ['is unknown without rates', depths([0, 10]), unknown, { kind: 'unknown' }],
    ['is over where the queue is empty', depths([0, 0]), unknown, { kind: 'empty' }],
    ['follows from the rates', depths([0, 100]), { arrivals: 1, drained: 3 }, { kind: 'draining', seconds: 50 }],
    ['never comes while more arrives', depths([0, 100]), { arrivals: 3, drained: 3 }, { kind: 'growing' }],
    [
      'follows from the depths where they have been watched',
      depths([0, 200], [5, 150], [10, 100]),
      { arrivals: 9, drained: 1 },
      { kind: 'draining', seconds: 10 },
    ],
    [
      'forgets what was over a minute ago',
      depths([0, 100_000], [100, 110], [110, 100]),
      unknown,
      { kind: 'draining', seconds: 100 },
    ],
    ['does not trust a short look', depths([0, 200], [2, 100]), unknown, { kind: 'unknown' }],
  ]
  for (const [name, samples, rates, expected] of cases) {
    it(`${name}`, () => {
      expect(drainOf(samples, rates)).to.deep.equal(expected)
    })
  }
})

const status: QueueStatus = {
  atMs: Date.UTC(2026, 10, 24, 12),
  visible: 1_234_567,
  inFlight: 119_000,
  workedOnMost: 10_000,
  delayed: 120_000,
  deadLetters: 12_345,
  oldestSeconds: 604_800,
  deadOldestSeconds: 90_000,
  arrivalsPerSecond: 12.345,
  drainedPerSecond: 40,
  workers: 1000,
  mapping: { state: 'Enabled', maximumConcurrency: 1000, batchSize: 10 },
  trouble: { first: undefined, besides: [] },
  drain: { kind: 'draining', seconds: 7500 },
}

describe('messages in flight', () => {
  const cases: readonly (readonly [number, number | undefined, number | undefined, string])[] = [
    [0, 0, 10, '0 in flight'],
    [7, undefined, 10, '7 in flight'],
    [7, 1, undefined, '7 in flight'],
    [7, 0, 10, '7 in flight (none with a worker: all wait for their time)'],
    [7, 1, 10, '7 in flight (with 1 worker)'],
    [17, 2, 10, '17 in flight (with 2 workers)'],
    [1700, 2, 10, '1,700 in flight (at most 20 with a worker, the others wait for their time)'],
  ]
  for (const [inFlight, workers, batchSize, text] of cases) {
    it(`are ${text}`, () => expect(inFlightText({ inFlight, workers, batchSize })).to.equal(text))
  }
})

describe('the status of the queues', () => {
  it('fits into 80 columns, with a line of depths', () => {
    const text = renderStatus(
      status,
      Array.from({ length: 300 }, (_, index) => index),
      80,
    )
    for (const line of text.split('\n')) expect(stringWidth(line)).to.be.at.most(80)
    expect(text.split('\n').at(-1)).to.match(/^depth {10}[▁-█]{65}$/)
    expect(text).to.contain('time to drain  2 h 5 min').and.to.contain('12.3 a second')
  })

  it('says so where no function takes messages', () => {
    const none = { state: undefined, maximumConcurrency: undefined, batchSize: undefined }
    expect(renderStatus({ ...status, mapping: none }, [], 80)).to.contain('no function takes messages')
    expect(renderStatus({ ...status, mapping: { ...none, state: 'Disabled' } }, [], 80)).to.contain('disabled')
  })

  const paused = {
    kind: 'paused',
    text: 'nothing is mirrored: paused by an operator: a move\u001b[2J',
    sinceMs: status.atMs - 60_000,
    advice: 'sls resume',
  } as const
  const retrying = { kind: 'retrying', text: 'retrying 2 keys', nextTryMs: status.atMs + 1000 } as const

  it('says first of all what is wrong, what to do, and what else is wrong', () => {
    expect(renderStatus(status, [], 80)).to.match(/^mirroring {6}goes on; /)
    const text = renderStatus({ ...status, trouble: { first: paused, besides: [retrying] } }, [], 80)
    expect(text.split('\n').slice(0, 5)).to.deep.equal([
      'trouble        nothing is mirrored: paused by an operator: a move\\u{1b}[2J, for',
      '               1 min',
      'to do          sls resume',
      'besides        retrying 2 keys; next try in 1 s',
      'queue          1,234,567 waiting, 120,000 delayed, 119,000 in flight (at most',
    ])
    expect(statusLine({ ...status, trouble: { first: paused, besides: [] } }))
      .to.contain(' -- nothing is mirrored: paused by an operator: a move')
      .and.not.to.contain('\u001b')
  })

  it('says the whole cause of a trouble, in as many lines as it takes', () => {
    const text = `the bucket cannot be read: Error in loading s3://${'k'.repeat(90)} - Access Denied`
    const first = { kind: 'halted', text } as const
    const lines = renderStatus({ ...status, trouble: { first, besides: [] } }, [], 80).split('\n')
    expect(lines.filter((line) => line.length > 80)).to.deep.equal([])
    expect(lines.slice(0, 3)).to.deep.equal([
      'trouble        the bucket cannot be read: Error in loading',
      `               s3://${'k'.repeat(59)}…`,
      '               - Access Denied',
    ])
    expect(renderStatus({ ...status, trouble: { first, besides: [] } }, [], Number.POSITIVE_INFINITY)).to.contain(text)
  })

  it('does not tell of a few as if there were none', () => {
    const text = renderStatus({ ...status, arrivalsPerSecond: 0.02, drainedPerSecond: 0 }, [], 80)
    expect(text).to.contain('arrivals       under 0.1 a second').and.to.contain('done           0 a second')
  })

  it('says what it does not know', () => {
    const text = renderStatus({ ...status, oldestSeconds: undefined, drain: { kind: 'unknown' } }, [], 80)
    expect(text).to.contain('oldest         not known yet').and.to.contain('time to drain  not known yet')
  })

  it('is one line in a log', () => {
    expect(statusLine(status)).to.match(/^2026-11-24T12:00:00.000Z 1,234,567 waiting, /)
    for (const code of ['\n', '\u001b']) expect(statusLine(status)).not.to.contain(code)
  })

  it('is drawn over the last one', () => {
    expect(redrawn(undefined, 'a\nb')).to.equal('a\nb')
    expect(redrawn('a\nb\nc', 'd')).to.equal('\u001b[3A\u001b[0Jd')
  })
})

describe('sampling the queues', () => {
  it('asks for metrics now and then, and remembers the depths', async () => {
    let nowMs = 0
    let asked = 0
    const { visible: _, ...rest } = status
    const sampler = new QueueSampler({
      depths: async () => ({ ...rest, visible: 1000 - nowMs / 100, inFlight: 0, delayed: 0 }),
      metrics: async () => {
        asked += 1
        return status
      },
      mapping: async () => status.mapping,
      facts: async () => stageFacts(),
      nowMs: () => nowMs,
    })
    for (; nowMs <= 20_000; nowMs += 2000) await sampler.sample()
    expect(asked).to.equal(4)
    expect(sampler.depths).to.have.length(11)
    expect((await sampler.sample()).drain).to.deep.equal({ kind: 'draining', seconds: 78 })
  })
})
