import { expect } from 'chai'
import { KEY, MemoryIdentity, PASSWORD } from '../support/memory-identity.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const STRANGER = { sourceIp: '198.51.100.66' }

describe('the pauses after wrong passwords', () => {
  let stage: MemoryIdentity
  beforeEach(async () => {
    stage = new MemoryIdentity()
    await stage.add('studio', { publicKeys: [KEY] })
    await stage.add('other')
  })

  /** Guesses as often as it is let, and returns how often that was. */
  async function guess(name: string, more: object, most = 1000): Promise<number> {
    for (let guesses = 0; guesses < most; guesses++) {
      if ((await stage.outcome(name, 'wrong', more)) === 'paused') return guesses
    }
    return most
  }

  /** Seconds until a password is looked at. */
  async function pauseSeconds(name: string, more: object): Promise<number> {
    for (let seconds = 0; seconds <= 1000; seconds++) {
      if ((await stage.outcome(name, 'wrong', more)) !== 'paused') return seconds
      stage.nowMs += 1000
    }
    throw new Error('expected the pause to end')
  }

  it('begin after five for a user from an address, and double up to fifteen minutes', async () => {
    expect(await guess('studio', STRANGER)).to.equal(5)
    const seconds = []
    while (seconds.length < 12) seconds.push(await pauseSeconds('studio', STRANGER))
    expect(seconds).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
  })

  it('do not let even the right password in, and are not made longer by trying', async () => {
    await guess('studio', STRANGER)
    for (let tries = 0; tries < 50; tries++)
      expect(await stage.outcome('studio', PASSWORD, STRANGER)).to.equal('paused')
    stage.nowMs += 1000
    expect(await stage.outcome('studio', PASSWORD, STRANGER)).to.equal('in')
  })

  it('keep nobody out who comes from another address: a stranger locks out no user', async () => {
    for (let day = 0; day < 3; day++) {
      for (let tries = 0; tries < 200; tries++) {
        await stage.outcome('studio', 'wrong', STRANGER)
        stage.nowMs += MINUTE_MS
      }
      expect(await stage.outcome('studio', PASSWORD)).to.equal('in')
      stage.nowMs += DAY_MS
    }
  })

  it('keep no other user out, so that one client with an old password stops no office', async () => {
    for (let minute = 0; minute < 24 * 60; minute++) {
      await stage.outcome('studio', 'the old one')
      stage.nowMs += MINUTE_MS
      if (minute % 60 === 0) expect(await stage.outcome('other', PASSWORD)).to.equal('in')
    }
  })

  it('begin after a hundred for an address, whatever the names, and end with the hour', async () => {
    for (let index = 0; index < 100; index++) {
      expect(await stage.outcome(`name-${index}`, 'Summer2026!', STRANGER)).to.equal('unknown-user')
    }
    expect(await stage.outcome('studio', PASSWORD, STRANGER)).to.equal('paused')
    expect(await stage.outcome('studio', PASSWORD), 'from elsewhere').to.equal('in')
    stage.nowMs += 60 * MINUTE_MS
    expect(await stage.outcome('studio', PASSWORD, STRANGER)).to.equal('in')
    expect(await guess('nobody-else', STRANGER)).to.equal(5)
  })

  it('count a network of IPv6 as one address', async () => {
    for (let index = 0; index < 5; index++) {
      const sourceIp = `2001:db8:0:7::${index + 1}`
      expect(await stage.outcome('studio', 'wrong', { sourceIp })).to.equal('wrong-password')
    }
    expect(await stage.outcome('studio', PASSWORD, { sourceIp: '2001:db8:0:7:ffff::1' })).to.equal('paused')
    expect(await stage.outcome('studio', PASSWORD, { sourceIp: '2001:db8:0:8::1' })).to.equal('in')
  })

  it('are forgotten for a user who knows the password, but not for the address', async () => {
    for (let round = 0; round < 25; round++) {
      for (let tries = 0; tries < 4; tries++) await stage.outcome('studio', 'wrong', STRANGER)
      const expected = round < 24 ? 'in' : 'paused'
      expect(await stage.outcome('studio', PASSWORD, STRANGER), `round ${round}`).to.equal(expected)
    }
  })

  it('are no matter to keys, which nobody guesses', async () => {
    await guess('studio', STRANGER)
    expect(await stage.outcome('studio', '', { ...STRANGER, protocol: 'SFTP' })).to.equal('in')
  })

  it('are over after a day', async () => {
    await guess('studio', STRANGER)
    stage.nowMs += DAY_MS
    expect(await guess('studio', STRANGER)).to.equal(5)
  })

  it('let many connections of one user in at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => stage.outcome('studio', PASSWORD)))
    expect(new Set(all)).to.deep.equal(new Set(['in']))
  })
})
