import { expect } from 'chai'
import { password, startBucket, type TestBucket, user } from './bucket.ts'
import { RawClient } from './clients.ts'

describe('local/ftp: login', () => {
  let bucket: TestBucket
  let raw: RawClient
  before(async () => {
    bucket = await startBucket()
  })
  beforeEach(async () => {
    raw = new RawClient(bucket.ftp)
    await raw.reply()
  })
  afterEach(() => raw.socket.destroy())
  after(() => bucket.stop())

  for (const [title, name, word] of [
    ['a wrong password', user, 'wrong'],
    ['an empty password', user, ''],
    ['a wrong user', 'other', password],
    ['an anonymous user', 'anonymous', 'me@example.com'],
    ['a password that only begins right', user, `${password} `],
  ] as const) {
    it(`refuses ${title}`, async () => {
      expect(await raw.ask(`USER ${name}`)).to.match(/^331/)
      expect(await raw.ask(`PASS ${word}`)).to.match(/^530/)
      expect(await raw.ask('MKD x')).to.match(/^530/)
    })
  }

  it('lets the user in, after a failure too', async () => {
    await raw.ask(`USER ${user}`)
    await raw.ask('PASS wrong')
    expect(await raw.ask(`PASS ${password}`)).to.match(/^503/)
    await raw.ask(`USER ${user}`)
    expect(await raw.ask(`PASS ${password}`)).to.match(/^230/)
  })

  it('does nothing for those who have not logged in', async () => {
    for (const verb of [
      'STOR',
      'RETR',
      'LIST',
      'MLSD',
      'DELE',
      'PASV',
      'EPSV',
      'PORT',
      'CWD',
      'RNFR',
      'SIZE',
      'REST',
    ]) {
      expect(await raw.ask(`${verb} x`), verb).to.match(/^530/)
    }
  })
})
