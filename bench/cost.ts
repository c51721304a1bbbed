import { SETTLE_MS } from '../tests/support/world.ts'
import { type Row, report, sampleOf } from './report.ts'
import { USUAL } from './world/calls.ts'
import { Followed } from './world/judge.ts'
import { priced, times, type Usage } from './world/pricing.ts'
import { ftpTraffic } from './world/traffic.ts'
import { BenchWorld } from './world/world.ts'

/**
 * What AWS is asked for, for a thousand events of the traffic of `trace`, and what a million cost. In virtual time, an upload taking 300 ms,
 * which a function waits for. A row's size is that of its text; a log line is that of its outcome and of what Powertools and Lambda add.
 */

const TRAFFIC = { seed: 1, writes: process.argv[2] === 'quick' ? 840 : 3000, clients: 12, gapMs: 250 }
const UPLOAD_MS = 300
/** As it is deployed, and the half. */
const USUAL_GB = 0.5
const SMALL_GB = 0.25
/** Of the function's own work, at half a GB a third of a core: see `overhead`. It takes as much longer as it has less memory. */
const OWN_MS = 4
/** What is written beside an outcome: Powertools' fields, and Lambda's lines and the metrics of an invocation. */
const LINE_BYTES = 450
const INVOCATION_BYTES = 1500

async function usageOf({
  changesAtOnce,
  gigabytes,
}: {
  readonly changesAtOnce: number
  readonly gigabytes: number
}): Promise<{ readonly usage: Usage; readonly events: number; readonly netChanges: number; readonly writes: number }> {
  const world = new BenchWorld(undefined, { ...USUAL, assets: UPLOAD_MS })
  const { moments, table, changes } = world
  const followed = new Followed(world)
  let invocationMs = 0
  let logBytes = 0
  world.onBatch = (outcomes, ms) => {
    invocationMs += ms + outcomes.length * OWN_MS * (USUAL_GB / gigabytes)
    const lines = outcomes.reduce((sum, outcome) => sum + JSON.stringify(outcome).length + LINE_BYTES, 0)
    logBytes += lines + INVOCATION_BYTES
  }
  await world.run(
    { workers: 5, changesAtOnce },
    world.play(ftpTraffic(TRAFFIC), (key) => followed.noteWrite(key)),
  )
  // The mapping deletes a batch in one request. What it asks while nothing is there is told apart.
  const sqsRequests = changes.sent + moments.count('queue.delay') + 2 * world.invocations
  const usage = {
    s3Requests: moments.count('source.observe', 'source.confirmBucket', 'assets.upload'),
    sqsRequests,
    invocations: world.invocations,
    gigabyteSeconds: (invocationMs / 1000) * gigabytes,
    readUnits: table.units.reads,
    writeUnits: table.units.writes + table.units.indexWrites,
    logGigabytes: logBytes / 1e9,
  }
  const writes = moments.count('rows.write', 'rows.amend', 'rows.remove')
  return { usage, events: world.events, netChanges: followed.netChanges(USUAL.event + UPLOAD_MS, SETTLE_MS), writes }
}

const { usage, events, netChanges, writes } = await usageOf({ changesAtOnce: 2, gigabytes: USUAL_GB })
const wide = await usageOf({ changesAtOnce: 5, gigabytes: USUAL_GB })
const small = await usageOf({ changesAtOnce: 2, gigabytes: SMALL_GB })
const each = times(usage, 1 / events)
const dollars = (of: Usage, count: number) => priced(times(of, 1e6 / count)).dollars
const { parts } = priced(times(each, 1e6))
const perThousand = (what: string, name: keyof Usage): Row[] => [
  { what: `${what}, by 1,000 events`, value: sampleOf([each[name] * 1000]), unit: '' },
  { what: '  by a million', value: sampleOf([parts[name]]), unit: '$' },
]
const rows: Row[] = [
  ...perThousand('S3: HEAD and GET', 's3Requests'),
  ...perThousand('SQS: requests', 'sqsRequests'),
  ...perThousand('Lambda: invocations', 'invocations'),
  ...perThousand('Lambda: GB-seconds', 'gigabyteSeconds'),
  ...perThousand('DynamoDB: read units', 'readUnits'),
  ...perThousand('DynamoDB: write units', 'writeUnits'),
  { what: 'CloudWatch: logs, by a million', value: sampleOf([parts.logGigabytes]), unit: '$' },
  { what: 'all, by a million events', value: sampleOf([dollars(usage, events)]), unit: '$', most: 3 },
  { what: '  with five changes at once', value: sampleOf([dollars(wide.usage, wide.events)]), unit: '$' },
  { what: '  with workers of 256 MB', value: sampleOf([dollars(small.usage, small.events)]), unit: '$' },
  {
    what: 'DynamoDB: writes',
    value: sampleOf([writes]),
    unit: '',
    baseline: { what: 'net changes', value: sampleOf([netChanges]) },
    most: 2,
  },
]
process.exitCode = report('cost', rows) ? 0 : 1
