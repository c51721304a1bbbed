import { randomInt } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { isAllowedFrom, parseAddress } from '../../shared/identity/address.ts'
import { HOME_ADDRESS, KEY, MemoryIdentity, PASSWORD, SERVER_ID } from '../support/memory-identity.ts'
import { mutated } from '../support/mutations.ts'

/** FUZZ_SEED plays a seed again; without it each run has one of its own. */
const seed = Number(process.env.FUZZ_SEED ?? randomInt(1_000_000_000))
const BLOCKS = ['203.0.113.0/24']

const event = fc.record({
  username: fc.constantFrom('studio', 'keyed', 'gone', 'office', 'nobody'),
  password: fc.constantFrom(PASSWORD, 'wrong', ''),
  protocol: fc.constantFrom('SFTP', 'FTPS', 'FTP'),
  serverId: fc.constant(SERVER_ID),
  sourceIp: fc.constantFrom(HOME_ADDRESS, '198.51.100.1', '::ffff:203.0.113.7', '2001:db8::1'),
})
const question = fc.oneof(
  { weight: 6, arbitrary: mutated(event) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)) },
)

/** Whether a question is to be let in, told without the code that is tested: everything about it has to be right. */
function isRight(given: unknown): boolean {
  const { username, password, protocol, serverId, sourceIp } = Object(given)
  const isFrom = typeof sourceIp === 'string' && parseAddress(sourceIp) !== undefined
  if (serverId !== SERVER_ID || !isFrom || !['SFTP', 'FTPS', 'FTP'].includes(protocol)) return false
  if (username === 'office' && !isAllowedFrom(parseAddress(sourceIp) ?? '', BLOCKS)) return false
  const isKey = protocol === 'SFTP' && (password === '' || password === undefined)
  if (isKey) return username === 'keyed' || username === 'office'
  return password === PASSWORD && ['studio', 'keyed', 'office'].includes(username)
}

describe(`fuzz of logins, seed ${seed} (FUZZ_SEED=${seed} npm run test:unit -- tests/identity/fuzz.test.ts plays it again):`, () => {
  it('no question throws, and only what is right in all its parts gets a role', async () => {
    const counts = { in: 0, out: 0 }
    const property = fc.asyncProperty(question, async (text) => {
      const stage = new MemoryIdentity()
      await stage.add('studio')
      await stage.add('keyed', { publicKeys: [KEY] })
      await stage.add('gone', { isDisabled: true, publicKeys: [KEY] })
      await stage.add('office', { from: BLOCKS, publicKeys: [KEY] })
      const given: unknown = JSON.parse(text)
      const { answer, report } = await stage.askAnything(given)
      const isIn = 'Role' in answer
      expect(isIn).to.equal(isRight(given))
      expect(isIn).to.equal(report.outcome === 'in')
      if (isIn) {
        expect('PublicKeys' in answer, 'keys for keys only').to.equal(report.by === 'key')
        expect(JSON.parse(String(answer.HomeDirectoryDetails))).to.deep.equal([
          { Entry: '/', Target: `/studio-uploads/incoming/${report.user}` },
        ])
        expect(JSON.parse(String(answer.Policy))).to.have.property('Statement')
      } else expect(answer).to.deep.equal({})
      counts[isIn ? 'in' : 'out']++
      expect(JSON.stringify(report)).not.to.contain(PASSWORD)
    })
    await fc.assert(property, { seed, numRuns: 1500 })
    expect(counts.in, 'questions that were let in').to.be.greaterThan(50)
    expect(counts.out, 'questions that were refused').to.be.greaterThan(200)
  })

  it('no wrong password gets in, however many are tried, and when', async () => {
    const attempt = fc.record({
      name: fc.constantFrom('studio', 'nobody'),
      password: fc.string({ unit: 'binary', maxLength: 20 }),
      sourceIp: fc.constantFrom(HOME_ADDRESS, '2001:db8::1'),
      waitMs: fc.nat(2_000_000),
    })
    const property = fc.asyncProperty(fc.array(attempt, { maxLength: 40 }), async (attempts) => {
      const stage = new MemoryIdentity()
      await stage.add('studio')
      for (const { name, password, sourceIp, waitMs } of attempts) {
        stage.nowMs += waitMs
        expect(await stage.outcome(name, password, { sourceIp })).to.be.oneOf([
          'wrong-password',
          'unknown-user',
          'paused',
        ])
      }
      // The longest pause.
      stage.nowMs += 900_000
      expect(await stage.outcome('studio', PASSWORD)).to.equal('in')
    })
    await fc.assert(property, { seed, numRuns: 150 })
  })
})
