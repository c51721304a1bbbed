import { expect } from 'chai'
import { LogMetrics } from '../../../local/aws/log-metrics.ts'

const MINUTE = 60_000
const Dimensions = [
  { Name: 'stage', Value: 'local' },
  { Name: 'service', Value: 'mirror' },
]
const lag = { Namespace: 'mirror', MetricName: 'Lag', Dimensions }

/** A line as the Metrics of Powertools write it: one value as a number, several as a list. */
function lineOf(Timestamp: number, Lag: number | readonly number[]): string {
  const CloudWatchMetrics = [
    { Namespace: 'mirror', Dimensions: [['service', 'stage']], Metrics: [{ Name: 'Lag', Unit: 'Milliseconds' }] },
  ]
  return JSON.stringify({ _aws: { Timestamp, CloudWatchMetrics }, service: 'mirror', stage: 'local', Lag })
}

describe('the metrics in the logs of the local functions', () => {
  const logged = new LogMetrics()
  logged.take('a line without metrics')
  logged.take(lineOf(10 * MINUTE, 30))
  logged.take(lineOf(10.5 * MINUTE, [10, 20, 40]))
  logged.take(lineOf(12 * MINUTE, 7))

  for (const [Stat, value] of [
    ['Sum', 100],
    ['Average', 25],
    ['Maximum', 40],
    ['p50', 20],
    ['p95', 40],
  ] as const) {
    it(`have a ${Stat} of each minute in which there were any`, () => {
      expect(logged.points({ ...lag, Stat }, 0, 20 * MINUTE)).to.deep.equal([
        { atMs: 10 * MINUTE, value },
        { atMs: 12 * MINUTE, value: 7 },
      ])
    })
  }

  it('are those of the time and of the dimensions that are asked for', () => {
    expect(logged.points({ ...lag, Stat: 'Sum' }, 11 * MINUTE, 12 * MINUTE)).to.deep.equal([])
    expect(logged.points({ ...lag, Dimensions: [], Stat: 'Sum' }, 0, 20 * MINUTE)).to.deep.equal([])
  })

  it('are forgotten after three hours', () => {
    logged.take(lineOf(200 * MINUTE, 1))
    expect(logged.points({ ...lag, Stat: 'Sum' }, 0, 300 * MINUTE)).to.deep.equal([{ atMs: 200 * MINUTE, value: 1 }])
  })
})
