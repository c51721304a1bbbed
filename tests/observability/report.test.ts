import { expect } from 'chai'
import {
  changeMetrics,
  cloudinaryMetrics,
  metricNames,
  mutationMetrics,
} from '../../shared/observability/metric-names.ts'
import type { MeasuredOutcome } from '../../shared/outcome/outcome.ts'

/** Loads what reports. It reads the name of the stage from the environment, which no other test is to find there. */
async function load() {
  const { STAGE } = process.env
  process.env.STAGE = 'test'
  try {
    const { metrics } = await import('../../shared/observability/powertools.ts')
    return { metrics, ...(await import('../../shared/observability/report.ts')) }
  } finally {
    if (STAGE === undefined) delete process.env.STAGE
    else process.env.STAGE = STAGE
  }
}

type Reporting = Awaited<ReturnType<typeof load>>

/** All that is written to the standard streams meanwhile. */
function written(act: () => void): string {
  const streams = [process.stdout, process.stderr] as const
  const originals = streams.map((stream) => stream.write)
  let text = ''
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      text += String(chunk)
      return true
    }
  }
  try {
    act()
  } finally {
    streams.forEach((stream, index) => {
      stream.write = originals[index] ?? stream.write
    })
  }
  return text
}

/** The log lines that something writes, and what it counts. */
function reported({ metrics, ...reporting }: Reporting, report: (reporting: Omit<Reporting, 'metrics'>) => void) {
  metrics.clearMetrics()
  const lines = written(() => report(reporting))
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line))
  const { _aws, ...values } = metrics.serializeMetrics()
  const names = _aws.CloudWatchMetrics.flatMap((one) => one.Metrics.map(({ Name }) => Name))
  metrics.clearMetrics()
  return { lines, counted: Object.fromEntries(names.map((name) => [name, values[name]])) }
}

const outcome: MeasuredOutcome = {
  key: 'a.jpg',
  result: 'done',
  code: 'skip',
  reason: 'equal',
  mutations: [],
  deliveries: 1,
  durationMs: 5,
}
const retry = { ...outcome, result: 'retry' } as const
const upload = { kind: 'upload', reason: 'a new object' } as const
const update = { kind: 'update', reason: 'the metadata differs' } as const

/** A name, what came of a change, the level of its line, and what is counted. */
const cases: readonly (readonly [string, MeasuredOutcome, string, Readonly<Record<string, number | number[]>>])[] = [
  ['nothing to do', outcome, 'INFO', { 'Changes-done': 1, Skips: 1 }],
  [
    'mutations and their lag',
    { ...outcome, mutations: [upload, update], lagMs: 1200 },
    'INFO',
    { 'Changes-done': 1, 'Mutations-upload': 1, 'Mutations-update': 1, Lag: 1200 },
  ],
  [
    'several of a kind',
    { ...outcome, mutations: [upload, upload] },
    'INFO',
    { 'Changes-done': 1, 'Mutations-upload': [1, 1] },
  ],
  [
    'new content for an asset',
    { ...outcome, mutations: [{ ...upload, overwrites: true }] },
    'INFO',
    { 'Changes-done': 1, 'Mutations-upload': 1, Overwrites: 1 },
  ],
  ['waiting', { ...retry, code: 'wait', delaySeconds: 10 }, 'INFO', { 'Changes-back': 1 }],
  ['a failure', { ...retry, code: 's3-503', failures: 2 }, 'WARN', { 'Changes-back': 1 }],
  [
    'a rate that is limited',
    { ...retry, code: 'cloudinary-420' },
    'INFO',
    { 'Changes-back': 1, 'Cloudinary-throttled': 1 },
  ],
  [
    'no answer of Cloudinary',
    { ...retry, code: 'cloudinary-no-answer', failures: 1 },
    'WARN',
    { 'Changes-back': 1, 'Cloudinary-unavailable': 1 },
  ],
  [
    'a Cloudinary that is down',
    { ...retry, code: 'cloud-trouble' },
    'INFO',
    { 'Changes-back': 1, 'Cloudinary-unavailable': 1 },
  ],
  [
    'a refusal of Cloudinary`s',
    { ...outcome, result: 'refused', code: 'cloudinary-400' },
    'ERROR',
    { 'Changes-refused': 1, 'Cloudinary-refused': 1 },
  ],
  ['a refusal of our own', { ...outcome, result: 'refused', code: 'too-large' }, 'ERROR', { 'Changes-refused': 1 }],
  [
    'a deletion that is withheld',
    { ...outcome, code: 'withheld', mutations: [update] },
    'WARN',
    { 'Changes-done': 1, 'Mutations-update': 1, 'Deletions-withheld': 1 },
  ],
]

describe('reporting an outcome', () => {
  let reporting: Reporting

  before(async () => {
    reporting = await load()
  })

  for (const [name, measured, level, counted] of cases) {
    it(`writes one line and counts: ${name}`, () => {
      const report = reported(reporting, ({ reportOutcome }) => reportOutcome(measured))
      expect(report.counted).to.deep.equal(counted)
      expect(report.lines).to.have.length(1)
      expect(report.lines[0]).to.deep.include({ level, message: `a.jpg: ${measured.result}`, outcome: measured })
    })
  }

  it('is one critical line for all changes where nothing can be mirrored', () => {
    const { lines, counted } = reported(reporting, ({ reportHalt }) => {
      reportHalt({ code: 'account-trouble', reason: 'refused' })
    })
    expect(counted).to.deep.equal({})
    expect(lines).to.have.length(1)
    expect(lines[0]).to.deep.include({
      level: 'CRITICAL',
      message: 'nothing can be mirrored: refused',
      code: 'account-trouble',
    })
  })

  it('counts by the minute whose trouble keeps all changes waiting, and says why', () => {
    const none = { 'Trouble-account': 0, 'Trouble-source': 0, 'Trouble-cloud': 0 }
    const stop = { code: 'source-trouble', reason: 'the bucket cannot be read' } as const
    const troubled = reported(reporting, ({ reportTrouble }) => reportTrouble({ scope: 'source' }, stop))
    expect(troubled.counted).to.deep.equal({ ...none, 'Trouble-source': 1 })
    expect(troubled.lines[0]).to.deep.include({
      level: 'ERROR',
      message: 'nothing is mirrored: the bucket cannot be read',
      code: 'source-trouble',
    })
    for (const paused of [undefined, { code: 'paused', reason: 'a move' } as const]) {
      const well = reported(reporting, ({ reportTrouble }) => reportTrouble(undefined, paused))
      expect([well.counted, well.lines]).to.deep.equal([none, []])
    }
  })
})

describe('the names of metrics', () => {
  it('are each used once', () => {
    const { changes, mutations, cloudinary, ...single } = metricNames
    const names = [changes, mutations, cloudinary, single].flatMap((group): string[] => Object.values(group))
    expect(new Set(names).size).to.equal(names.length)
    expect([changes, mutations, cloudinary]).to.deep.equal([changeMetrics, mutationMetrics, cloudinaryMetrics])
  })
})
