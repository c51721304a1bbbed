import { expect } from 'chai'
import { logIn } from '../../shared/identity/log-in.ts'
import { HOME_ADDRESS, KEY, MemoryIdentity, PASSWORD, SERVER_ID } from '../support/memory-identity.ts'

const HOUR_MS = 3_600_000
const ADDED = { replaces: false }

describe('a login by FTP', () => {
  let stage: MemoryIdentity
  beforeEach(async () => {
    stage = new MemoryIdentity()
    await stage.add('studio')
    await stage.add('keyed', { publicKeys: [KEY] })
    await stage.add('gone', { isDisabled: true, publicKeys: [KEY] })
    await stage.add('office', { from: ['203.0.113.0/24', '2001:db8::/32'], publicKeys: [KEY] })
  })

  it('lets in who knows the password, into their home and without keys', async () => {
    const { answer, report } = await stage.ask('studio', PASSWORD)
    expect(answer).to.include({
      Role: 'arn:aws:iam::000000000000:role/users',
      HomeDirectoryType: 'LOGICAL',
      HomeDirectoryDetails: '[{"Entry":"/","Target":"/studio-uploads/incoming/studio"}]',
    })
    expect(answer).to.have.property('Policy').that.is.a('string')
    expect(answer).not.to.have.property('PublicKeys')
    expect(report).to.deep.equal({
      outcome: 'in',
      user: 'studio',
      by: 'password',
      protocol: 'FTPS',
      address: HOME_ADDRESS,
    })
  })

  for (const [what, name, password, more, code] of [
    ['a wrong password', 'studio', 'wrong', {}, 'wrong-password'],
    ['a password that only begins right', 'studio', `${PASSWORD} `, {}, 'wrong-password'],
    ['no password over FTPS', 'keyed', '', {}, 'wrong-password'],
    ['no password over FTP', 'keyed', '', { protocol: 'FTP' }, 'wrong-password'],
    ['a user who is not there', 'nobody', PASSWORD, {}, 'unknown-user'],
    ['a name in other letters', 'Studio', PASSWORD, {}, 'unknown-user'],
    ['a disabled user', 'gone', PASSWORD, {}, 'disabled'],
    ['the key of a disabled user', 'gone', '', { protocol: 'SFTP' }, 'disabled'],
    ['a user from elsewhere', 'office', PASSWORD, { sourceIp: '198.51.100.1' }, 'wrong-address'],
    ['a key from elsewhere', 'office', '', { protocol: 'SFTP', sourceIp: '2001:db9::1' }, 'wrong-address'],
    ['a key of a user without one', 'studio', '', { protocol: 'SFTP' }, 'no-key'],
    ['a key of nobody', 'nobody', '', { protocol: 'SFTP' }, 'unknown-user'],
    ['a protocol that is none', 'studio', PASSWORD, { protocol: 'AS2' }, 'malformed'],
    ['no address', 'studio', PASSWORD, { sourceIp: 'here' }, 'malformed'],
    ['no server', 'studio', PASSWORD, { serverId: 's-1' }, 'malformed'],
    ['a name that is none', '-studio', PASSWORD, {}, 'malformed'],
    ['a password without end', 'studio', 'x'.repeat(257), {}, 'malformed'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { answer, report } = await stage.ask(name, password, more)
      expect(answer).to.deep.equal({})
      expect(report.outcome).to.equal(code)
    })
  }

  it('lets in from an allowed address, as IPv6 and as IPv4 within it', async () => {
    for (const sourceIp of [HOME_ADDRESS, '::ffff:203.0.113.9', '2001:db8:1::1']) {
      expect(await stage.outcome('office', PASSWORD, { sourceIp }), sourceIp).to.equal('in')
    }
  })

  it('answers a key of SFTP with the keys, which Transfer Family compares', async () => {
    const { answer, report } = await stage.ask('keyed', '', { protocol: 'SFTP' })
    expect(answer).to.have.property('PublicKeys').that.deep.equals([KEY])
    expect(report).to.include({ outcome: 'in', by: 'key' })
    expect(await stage.outcome('keyed', PASSWORD, { protocol: 'SFTP' })).to.equal('in')
    const { password: _, ...event } = { password: '', protocol: 'SFTP' }
    expect(await stage.outcome('keyed', '', { ...event, password: undefined })).to.equal('in')
  })

  it('does the same work, and the same calls, whether the user is there or not', async () => {
    const before = new MemoryIdentity()
    // A hash of before the cost was raised, twice.
    await before.add('former', {}, PASSWORD, 2)
    const { passwordHash: _, ...keysOnly } = { ...(await stage.users.find('keyed')), name: 'keys-only' }
    await stage.users.put({ ...keysOnly, home: '/', rights: [], publicKeys: [KEY], from: [], isDisabled: false }, ADDED)
    const cases: [MemoryIdentity, string, string, object][] = [
      [stage, 'keys-only', 'wrong', {}],
      [stage, 'studio', 'wrong', {}],
      [stage, 'nobody', 'wrong', {}],
      [stage, 'gone', PASSWORD, {}],
      [stage, 'office', PASSWORD, { sourceIp: '198.51.100.1' }],
      [before, 'former', 'wrong', {}],
    ]
    const seen = []
    for (const [at, name, password, more] of cases) {
      at.work = 0
      at.calls.splice(0)
      expect(await at.outcome(name, password, more)).not.to.equal('in')
      seen.push([at.work, at.calls.join()])
    }
    expect(seen).to.deep.equal(cases.map(() => [16, 'find,read,read,read,read,add,add']))
  })

  it('works for nobody during a pause, whether the user is there or not, and again after it', async () => {
    const asked = async (name: string, password: string) => {
      stage.work = 0
      stage.calls.splice(0)
      return [await stage.outcome(name, password), stage.work, stage.calls.join()]
    }
    for (const name of ['studio', 'nobody', 'gone']) {
      for (let tries = 0; tries < 5; tries++) await stage.outcome(name, 'wrong')
      expect(await asked(name, PASSWORD), name).to.deep.equal(['paused', 0, 'find,read,read'])
    }
    stage.nowMs += HOUR_MS
    expect((await asked('studio', PASSWORD)).slice(0, 2)).to.deep.equal(['in', 16])
  })

  it('has the later ones of many guesses at once meet the pause', async () => {
    // As on one core: one after the other, and what the first counts is there before the last is looked at.
    let turn = Promise.resolve()
    const derive: typeof stage.derive = (...given) => {
      const derived = turn.then(() => stage.derive(...given))
      turn = derived.then(() => new Promise((resolve) => setImmediate(resolve)))
      return derived
    }
    const event = {
      username: 'studio',
      password: 'wrong',
      protocol: 'FTPS',
      serverId: SERVER_ID,
      sourceIp: HOME_ADDRESS,
    }
    const all = await Promise.all(Array.from({ length: 40 }, () => logIn(event, { ...stage.identity, derive })))
    const outcomes = all.map(({ report }) => report.outcome)
    expect(outcomes).to.deep.equal(outcomes.map((_, index) => (index < 5 ? 'wrong-password' : 'paused')))
  })

  it('logs no password, and no name that is not a user`s: that may be a password too', async () => {
    const reports = [
      await stage.ask('studio', 'my-secret-word'),
      await stage.ask('my-secret-word', PASSWORD),
      await stage.ask('studio', PASSWORD),
      await stage.ask('my secret word', PASSWORD, { sourceIp: 'my-secret-word' }),
    ].map(({ report }) => JSON.stringify(report))
    expect(reports.join()).not.to.match(/secret|horse|scrypt/)
  })

  it('fails, and says nothing of the hash, where a stored user is damaged', async () => {
    const users = { passwordHash: '$scrypt$ln=4,r=9,p=1$c2FsdA$cut' }
    await stage.add('damaged', users)
    await stage.add('outside', { home: '/incoming/*' })
    for (const name of ['damaged', 'outside']) {
      const thrown = await stage.ask(name, PASSWORD).catch((error: unknown) => String(error))
      expect(thrown)
        .to.match(/a form that/)
        .and.not.to.match(/scrypt|cut|\*/)
    }
  })
})
