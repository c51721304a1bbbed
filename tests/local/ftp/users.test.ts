import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { admissionOf } from '../../../shared/identity/answer.ts'
import type { FtpUser } from '../../../shared/model/ftp-user.ts'
import { startBucket, type TestBucket } from './bucket.ts'
import { RawClient } from './clients.ts'

const studio: FtpUser = {
  name: 'studio',
  home: '/incoming/a b+c',
  rights: ['read', 'write', 'delete'],
  publicKeys: [],
  from: [],
  isDisabled: false,
}
const users: readonly FtpUser[] = [
  studio,
  { ...studio, name: 'viewer', rights: ['read'] },
  { ...studio, name: 'dropper', rights: ['write'] },
  { ...studio, name: 'everything', home: '/' },
]
const door = { bucket: 'source', roleArn: 'arn:aws:iam::000000000000:role/TransferRole' }
const secret = 'open sesame'

/** Answers as the function does. */
async function identify(event: object): Promise<unknown> {
  const { username, password, sourceIp, protocol } = event as Record<string, string>
  if (username === 'broken') throw new Error('the table does not answer')
  const user = users.find(({ name }) => name === username)
  if (!user || password !== secret || sourceIp !== '127.0.0.1' || protocol !== 'FTP') return {}
  const credential = { kind: 'password', password: secret } as const
  return admissionOf(user, { name: user.name, protocol: 'FTP', address: '127.0.0.1', credential }, door)
}

describe('local/ftp: users', () => {
  let bucket: TestBucket
  let raw: RawClient
  before(async () => {
    bucket = await startBucket({ identify })
    await bucket.put('incoming/a b+c/in/one.txt', 'one')
    await bucket.put('incoming/a b+cd/two.txt', 'two')
    await bucket.put('outside.txt', 'outside')
  })
  beforeEach(async () => {
    raw = new RawClient(bucket.ftp)
    await raw.reply()
  })
  afterEach(() => raw.socket.destroy())
  after(() => bucket.stop())

  async function logIn(name: string, word = secret): Promise<string> {
    await raw.ask(`USER ${name}`)
    return raw.ask(`PASS ${word}`)
  }

  async function list(command: string): Promise<string> {
    const data = await raw.passive()
    expect(await raw.ask(command)).to.match(/^150/)
    const listed = await text(data)
    expect(await raw.reply()).to.match(/^226/)
    return listed
  }

  async function store(path: string, content: string): Promise<string> {
    const data = await raw.storing(path)
    data.end(content)
    return raw.reply()
  }

  it('come in by their own passwords, besides the account', async () => {
    expect(await logIn('studio')).to.match(/^230/)
    expect(await logIn('studio', 'wrong')).to.match(/^530/)
    expect(await logIn('nobody')).to.match(/^530/)
    expect(await raw.ask('PWD'), 'after a failed login').to.match(/^530/)
  })

  it('are told where nobody can be looked up, and nothing is let in', async () => {
    expect(await logIn('broken')).to.match(/^530 Users cannot be looked up now/)
    expect(await raw.ask('NOOP')).to.match(/^200/)
  })

  it('see their home as the root, and no way out of it', async () => {
    await logIn('studio')
    expect(await raw.ask('PWD')).to.match(/^257 "\/"/)
    expect(await list('MLSD')).to.match(/^type=dir; in\r\n$/)
    expect(await list('NLST in')).to.equal('in/one.txt\r\n')
    expect(await raw.ask('SIZE ../../outside.txt')).to.match(/^550/)
    expect(await raw.ask('SIZE /outside.txt')).to.match(/^550/)
    expect(await raw.ask('DELE /../a b+cd/two.txt')).to.match(/^550/)
    expect(await raw.ask('CDUP')).to.match(/^250 "\/"/)
  })

  it('write, move and delete within it', async () => {
    await logIn('studio')
    expect(await store('new.txt', 'new')).to.match(/^226/)
    expect(await raw.ask('MKD made')).to.match(/^257 "\/made"/)
    expect(await raw.ask('RNFR new.txt')).to.match(/^350/)
    expect(await raw.ask('RNTO made/ü 1.txt')).to.match(/^250/)
    expect(await bucket.keys('incoming/a b+c/')).to.deep.equal([
      'incoming/a b+c/in/one.txt',
      'incoming/a b+c/made/',
      'incoming/a b+c/made/ü 1.txt',
    ])
    expect(await raw.ask('RNFR made')).to.match(/^350/)
    expect(await raw.ask('RNTO moved')).to.match(/^250/)
    expect(await raw.ask('DELE moved/ü 1.txt')).to.match(/^250/)
    expect(await raw.ask('RMD moved')).to.match(/^250/)
    expect(await bucket.keys()).to.deep.equal(['incoming/a b+c/in/one.txt', 'incoming/a b+cd/two.txt', 'outside.txt'])
  })

  it('list a directory of several pages, all of it within the home', async () => {
    await logIn('studio')
    const names = Array.from({ length: 1001 }, (_, index) => `${String(index).padStart(4, '0')}.txt`)
    for (const name of names) await bucket.put(`incoming/a b+c/many/${name}`, '')
    const listed = (await list('NLST many')).trimEnd().split('\r\n')
    expect(listed).to.deep.equal(names.map((name) => `many/${name}`))
  })

  it('may only read where that is all they may', async () => {
    await logIn('viewer')
    expect(await raw.ask('SIZE in/one.txt')).to.match(/^213 3/)
    for (const line of ['STOR x.txt', 'APPE in/one.txt', 'MKD x', 'DELE in/one.txt', 'RMD in', 'RNFR in/one.txt']) {
      expect(await raw.ask(line), line).to.match(/^550 You have no permission/)
    }
    expect(await bucket.text('incoming/a b+c/in/one.txt')).to.equal('one')
  })

  it('may only bring files where that is all they may', async () => {
    await logIn('dropper')
    expect(await store('drop.txt', 'dropped')).to.match(/^226/)
    for (const line of ['RETR drop.txt', 'APPE drop.txt', 'DELE drop.txt', 'RNFR drop.txt']) {
      expect(await raw.ask(line), line).to.match(/^550 You have no permission/)
    }
    await raw.ask('REST 3')
    expect(await raw.ask('STOR drop.txt'), 'what is there would be read').to.match(/^550 You have no permission/)
  })

  it('leave nothing to who logs in after them over the same connection', async () => {
    await logIn('everything')
    await raw.ask('CWD incoming')
    await raw.ask('RNFR /outside.txt')
    await logIn('studio')
    expect(await raw.ask('PWD')).to.match(/^257 "\/"/)
    expect(await raw.ask('RNTO taken.txt')).to.match(/^503/)
    await logIn('viewer')
    expect(await raw.ask('MKD x')).to.match(/^550/)
    await logIn('everything')
    expect(await raw.ask('SIZE outside.txt')).to.match(/^213/)
  })
})
