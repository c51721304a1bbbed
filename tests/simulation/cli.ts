import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type CrewOptions, runSeeds } from './crew.ts'
import { DEFECTS } from './planted/defects.ts'
import { Report } from './report.ts'
import { isGood, type SimulationOptions, simulate } from './simulation.ts'

const HELP = `Usage: npm run simulate -- [--seeds N] [--events M] [--seed S|random] [--calm] [--trace [--key TEXT]]
       npm run simulate -- --planted [--seeds N] [--events M] [--defect T]

Runs the mirror's real code in virtual time, against S3, SQS, DynamoDB and Cloudinary in memory, under faults.

  --seeds N    how many seeds (default 200; with --planted at most so many for each defect)
  --events M   about how many writes to S3 in each (default 200)
  --seed S     the first seed (default 1), or random; with nothing else, the only one
  --trace      tells the story of one seed
  --key TEXT   only of the keys that contain the text
  --calm       without faults
  --planted    switches on one deliberate defect after the other; each must be caught
  --defect T   only those whose names contain T, without a run that has none`

const options = {
  seeds: { type: 'string' },
  events: { type: 'string', default: '200' },
  seed: { type: 'string' },
  trace: { type: 'boolean', default: false },
  key: { type: 'string', default: '' },
  calm: { type: 'boolean', default: false },
  planted: { type: 'boolean', default: false },
  defect: { type: 'string', default: '' },
  help: { type: 'boolean', default: false },
} as const

async function main(): Promise<number> {
  const { values } = parseArgs({ options })
  if (values.help) return say(HELP)
  const firstSeed =
    values.seed === 'random' ? randomInt(1_000_000, 1_000_000_000) : wholeNumber('seed', values.seed ?? '1')
  const calm = values.calm ? { faultScale: 0 } : {}
  const seeds = wholeNumber('seeds', values.seeds ?? (values.seed === undefined ? '200' : '1'))
  const events = wholeNumber('events', values.events)
  if (values.trace) return trace({ seed: firstSeed, events, ...calm }, values.key)
  return values.planted ? hunt(seeds, events, values.defect) : survey({ firstSeed, seeds, events, ...calm })
}

async function survey(of: CrewOptions): Promise<number> {
  const report = new Report()
  const startMs = performance.now()
  await runSeeds(of, (result) => {
    report.add(result)
    if (!isGood(result)) say(report.failure(result, of.events))
    return true
  })
  say(report.table((performance.now() - startMs) / 1000))
  return report.failures === 0 ? 0 : 1
}

async function hunt(seeds: number, events: number, text: string): Promise<number> {
  const defects = DEFECTS.filter(({ name }) => name.includes(text))
  // Or every defect would seem caught.
  if (text === '' && (await firstToCatch({ firstSeed: -1, seeds: seeds + 2, events })) !== undefined) {
    say('A scenario or a seed fails without any defect.')
    return 1
  }
  let caught = 0
  for (const { name } of defects) {
    // Seed 0 stands for the scenarios, and -1 for their troubles.
    const tries = { firstSeed: 0, seeds, events, defect: name }
    const catcher = (await firstToCatch(tries)) ?? (await firstToCatch({ ...tries, firstSeed: -1, seeds: 1 }))
    if (catcher !== undefined) caught++
    const by = catcher === 0 ? 'scenarios' : catcher === -1 ? 'troubles' : `seed ${catcher}`
    say(catcher === undefined ? `MISSED  ${name} (${seeds} seeds)` : `caught  ${name} (${by})`)
  }
  say(`\n${caught} of ${defects.length} planted defects caught`)
  return caught === defects.length && defects.length > 0 ? 0 : 1
}

async function firstToCatch(tries: CrewOptions): Promise<number | undefined> {
  let catcher: number | undefined
  await runSeeds(tries, (result) => {
    if (!isGood(result)) catcher ??= result.seed
    return catcher === undefined
  })
  return catcher
}

async function trace(options: SimulationOptions, text: string): Promise<number> {
  const { world, ...result } = await simulate(options)
  const [first] = world.remarks
  for (const { atMs, key, text: what } of world.remarks) {
    if (key !== '' && !key.includes(text)) continue
    say(`${((atMs - (first?.atMs ?? 0)) / 1000).toFixed(3).padStart(10)} s  ${key.slice(0, 24).padEnd(24)}  ${what}`)
  }
  const report = new Report()
  say(isGood(result) ? '\nEverything is as it should be.' : report.failure(result, options.events))
  return isGood(result) ? 0 : 1
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Error(`--${name}: expected a whole number such as 200, found ${JSON.stringify(text)}`)
}

function say(text: string): 0 {
  console.log(text)
  return 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (thrown: unknown) => {
    console.error(thrown instanceof Error ? thrown.message : thrown)
    process.exitCode = 2
  },
)
