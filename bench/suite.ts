import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PROJECT } from '../tests/support/sls.ts'
import { tierNames } from '../tests/tiers.ts'
import { measure } from './process.ts'
import { type Row, report, sampleOf } from './report.ts'

/**
 * What each tier of the tests takes: CPU seconds of all of its processes of Node, and wall time. Held against the run before, whose
 * result is in bench/results/suite.json. Arguments name the tiers that are wanted.
 */

const wanted = process.argv.slice(2)
const tiers = tierNames.filter((name) => wanted.length === 0 || wanted.includes(name))
if (tiers.length < wanted.length)
  throw new Error(`expected tiers of ${tierNames.join(', ')}, found ${wanted.join(', ')}`)

const file = join(PROJECT, 'bench', 'results', 'suite.json')
const sample = z.object({ min: z.number(), median: z.number(), max: z.number() })
const before = z
  .object({ rows: z.array(z.object({ what: z.string(), value: sample })) })
  .parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { rows: [] })

const rows: Row[] = []
for (const tier of tiers) {
  const { cpuMs, wallMs, memoryMb } = await measure([process.execPath, 'tests/run.ts', tier], { cwd: PROJECT })
  const what = `${tier}, CPU`
  const value = before.rows.find((row) => row.what === what)?.value
  const baseline = value && { what: 'the run before', value }
  rows.push(
    { what, value: sampleOf([cpuMs / 1000]), unit: 's', baseline },
    { what: '  wall', value: sampleOf([wallMs / 1000]), unit: 's' },
    { what: '  memory of the largest', value: sampleOf([memoryMb]), unit: 'MB' },
  )
}
process.exitCode = report('suite', rows) ? 0 : 1
