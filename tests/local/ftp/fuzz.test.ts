import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { expect } from 'chai'
import fc from 'fast-check'
import { password, startBucket, type TestBucket, user } from './bucket.ts'
import { RawClient } from './clients.ts'

/** FUZZ_SEED plays a seed again; without it each run has one of its own. */
const seed = Number(process.env.FUZZ_SEED ?? randomInt(1_000_000_000))
const RUNS = 60

const VERBS = [
  ...[
    'USER',
    'PASS',
    'ACCT',
    'CWD',
    'CDUP',
    'PWD',
    'MKD',
    'RMD',
    'RNFR',
    'RNTO',
    'DELE',
    'SIZE',
    'MDTM',
    'MLST',
    'STAT',
    'NOOP',
    'FEAT',
  ],
  ...[
    'TYPE',
    'MODE',
    'STRU',
    'ALLO',
    'SITE',
    'OPTS',
    'REST',
    'PORT',
    'EPRT',
    'EPSV',
    'PASV',
    'ABOR',
    'SYST',
    'HELP',
    'XYZ',
    'GET',
    'STOR',
    'STOU',
    'AUTH',
    'PBSZ',
    'PROT',
    'CCC',
  ],
]
const NAMES = [
  '',
  'a',
  '/',
  '..',
  '../..',
  './a/../b',
  'a/b/c',
  '*',
  'a*?',
  '.wellknown/x',
  ' a ',
  '-la',
  'demo',
  'TLS',
  'ALL',
  '|1|127.0.0.1|80|',
  '1',
  'x'.repeat(1100),
]
const argument = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 30 }))
const command = fc.tuple(fc.constantFrom(...VERBS), argument).map(([verb, name]) => Buffer.from(`${verb} ${name}`))
const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
const line = fc.oneof({ weight: 5, arbitrary: command }, { weight: 1, arbitrary: noise })
const LINE_END = Buffer.from('\r\n')

describe(`local/ftp: fuzz, seed ${seed} (FUZZ_SEED=${seed} plays it again)`, () => {
  let bucket: TestBucket
  before(async () => {
    // Every login is right or wrong by chance, and none of them is to wait.
    let nowMs = 0
    bucket = await startBucket({ nowMs: () => (nowMs += 3_600_000) })
  })
  after(() => bucket.stop())

  /** Sends lines in pieces, then QUIT, and returns all that was answered until the server hangs up. */
  async function talk(lines: readonly Buffer[], pieceBytes: number): Promise<string> {
    const raw = new RawClient(bucket.ftp)
    const parts: string[] = []
    raw.socket.on('data', (chunk) => parts.push(chunk.toString()))
    const bytes = Buffer.concat([...lines, Buffer.from('QUIT')].flatMap((one) => [one, LINE_END]))
    for (let at = 0; at < bytes.length; at += pieceBytes) raw.socket.write(bytes.subarray(at, at + pieceBytes))
    raw.socket.end()
    if (!raw.socket.closed) await once(raw.socket, 'close')
    return parts.join('')
  }

  it('answers every line with one reply, goes on, and touches nothing that it must not', async () => {
    const lines = fc.array(line, { maxLength: 25 })
    const property = fc.asyncProperty(
      lines,
      fc.boolean(),
      fc.integer({ min: 1, max: 400 }),
      async (said, isKnown, piece) => {
        await bucket.put('.wellknown/cloudinary/demo', 'marker')
        const login = isKnown ? [`USER ${user}`, `PASS ${password}`].map((one) => Buffer.from(one)) : []
        const answer = await talk([...login, ...said], piece)
        expect(answer).to.match(/^220 /)
        for (const one of answer.split('\r\n').slice(0, -1))
          expect(one).to.match(/^(?:[1-5]\d\d[ -]| |[-d][-rwx]{9} 1 ftp )/)
        expect(answer, 'an error of ours').not.to.match(/TypeError|RangeError|undefined|\[object/)
        expect(await bucket.text('.wellknown/cloudinary/demo')).to.equal('marker')
        for (const key of await bucket.keys()) expect(key.split('/')).not.to.include.oneOf(['.', '..'])
      },
    )
    await fc.assert(property, { seed, numRuns: RUNS })
    const raw = await RawClient.loggedIn(bucket.ftp)
    expect(await raw.ask('NOOP'), 'the server still serves').to.match(/^200/)
    raw.socket.destroy()
  })
})
