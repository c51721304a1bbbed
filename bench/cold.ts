import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { unzipSync } from 'fflate'
import { sls, workplace } from '../tests/deploy/packages.ts'
import { PROJECT } from '../tests/support/sls.ts'
import { temporaryFolder } from '../tests/support/temporary-folder.ts'
import { countOf } from './arguments.ts'
import { run } from './loading.ts'
import { type Row, report, sampleOf } from './report.ts'

/**
 * What a function takes to load from its archive, as Lambda does at a cold start, beside an empty handler and beside the SDK's clients of
 * S3, DynamoDB and SQS alone, in turns. A second folder, with what `sls package` has made of another version, is held against this one.
 */

const RUNS = countOf(process.argv[2], 15)
const before = process.argv[3]

const CLIENTS = `
  const { DynamoDBClient } = require('@aws-sdk/client-dynamodb')
  const { S3Client } = require('@aws-sdk/client-s3')
  const { SQSClient } = require('@aws-sdk/client-sqs')
  module.exports = [new DynamoDBClient(), new S3Client(), new SQSClient()]`

interface Loaded {
  readonly name: string
  readonly file: string
  readonly zipKb: number | undefined
}

/** The code of each archive in a folder, unpacked. */
function unpacked(folder: string, place: string): readonly Loaded[] {
  mkdirSync(place, { recursive: true })
  return readdirSync(folder)
    .filter((name) => name.endsWith('.zip'))
    .map((archive) => {
      const name = basename(archive, '.zip')
      const file = join(place, `${name}.cjs`)
      const code = unzipSync(readFileSync(join(folder, archive)))[`functions/${name}.js`]
      if (!code) throw new Error(`expected functions/${name}.js in ${archive}`)
      writeFileSync(file, code)
      return { name, file, zipKb: statSync(join(folder, archive)).size / 1000 }
    })
}

async function baselines(place: string): Promise<readonly Loaded[]> {
  const empty = join(place, 'empty.cjs')
  writeFileSync(empty, 'exports.handler = async () => undefined')
  const clients = join(place, 'clients.cjs')
  const stdin = { contents: CLIENTS, resolveDir: PROJECT }
  await build({
    stdin,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    outfile: clients,
  })
  return [empty, clients].map((file) => ({ name: basename(file, '.cjs'), file, zipKb: undefined }))
}

const place = temporaryFolder('cold')
const project = workplace()
await sls(['package', '--stage', 'dev', '--package', join(place, 'package')], {}, project)
const functions = unpacked(join(place, 'package'), join(place, 'now'))
const others = before === undefined ? [] : unpacked(before, join(place, 'before'))
const held = await baselines(place)
const all = [...held, ...functions, ...others]

const taken = new Map<string, { cpuMs: number; wallMs: number; memoryMb: number }[]>(all.map(({ file }) => [file, []]))
for (let round = 0; round < RUNS; round++) for (const { file } of all) taken.get(file)?.push(run(file))

const of = ({ file }: Loaded, what: 'cpuMs' | 'wallMs' | 'memoryMb') =>
  sampleOf((taken.get(file) ?? []).map((one) => one[what]))
const clients = held[1]
/** The goals are in terms of what the function was before. */
const GOALS: Readonly<Record<string, number>> = { worker: 0.6, webhook: 0.35, breaker: 0.35 }

function rowsOf(one: Loaded): Row[] {
  const other = others.find(({ name }) => name === one.name)
  const rival = other ?? (functions.includes(one) ? clients : undefined)
  const what = other ? 'before' : 'clients'
  const against = (kind: 'cpuMs' | 'memoryMb') => rival && { what, value: of(rival, kind) }
  return [
    {
      what: `${one.name}, CPU`,
      value: of(one, 'cpuMs'),
      unit: 'ms',
      baseline: against('cpuMs'),
      most: other && GOALS[one.name],
    },
    { what: `${one.name}, wall`, value: of(one, 'wallMs'), unit: 'ms' },
    { what: `${one.name}, memory`, value: of(one, 'memoryMb'), unit: 'MB', baseline: against('memoryMb') },
  ]
}

/** In kB. */
const SIZES: Readonly<Record<string, number>> = { worker: 350, webhook: 150, breaker: 150 }
const sizes = functions.flatMap(({ name, zipKb = 0 }): Row[] => {
  const other = others.find((one) => one.name === name)
  const before = other && { what: '  before', value: sampleOf([other.zipKb ?? 0]), unit: 'kB' }
  return [
    { what: `${name}, archive`, value: sampleOf([zipKb]), unit: 'kB', most: SIZES[name] },
    ...(before ? [before] : []),
  ]
})
process.exitCode = report('cold', [...[...held, ...functions].flatMap(rowsOf), ...sizes]) ? 0 : 1
