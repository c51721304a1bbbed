import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { ftpAdd } from '../../operate/ftp/add.ts'
import { ftpDisable, ftpEnable, ftpRemove } from '../../operate/ftp/change.ts'
import { ftpImport } from '../../operate/ftp/import.ts'
import { ftpList } from '../../operate/ftp/list.ts'
import { ftpTest } from '../../operate/ftp/test.ts'
import { jpeg } from '../local/pictures.ts'
import { KEY } from '../support/memory-identity.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { clientOf, refusal } from './ftp-clients.ts'
import { useOperatedStack } from './operated-stack.ts'

const CHOSEN = 'chosen, by them'
const name = (index: number) => `agency-${String(index).padStart(2, '0')}`

describe('sls ftp', () => {
  const stack = useOperatedStack('busy')
  const passwords = new Map<string, string>()
  let folder = ''
  before(() => {
    folder = temporaryFolder('ftp-users')
  })

  const fileOf = (text: string): string => {
    const file = join(folder, 'users.csv')
    writeFileSync(file, text)
    return file
  }

  const logIn = (user: string, password = passwords.get(user) ?? '') =>
    clientOf(stack.clients.description.ftp, user, password)

  it('imports thirty users of a file, shows the generated passwords once, and they work', async () => {
    const rows = Array.from({ length: 26 }, (_, index) => `${name(index + 1)},/incoming/${name(index + 1)},,,`)
    const file = fileOf(
      [
        'user,home,password,rights,from',
        ...rows,
        `chosen,/incoming/chosen,"${CHOSEN}",,`,
        `viewer,/incoming/agency-01,"${CHOSEN}",read,`,
        `remote,/incoming/remote,"${CHOSEN}",,203.0.113.0/24`,
        'nearby,/incoming/nearby,,,"127.0.0.0/8 ::1"',
      ].join('\r\n'),
    )
    const said = await stack.operator.sls(['ftp', 'import', file])
    expect(said.notes).to.contain('Added 30 users; 27 passwords were generated, and are shown this once.')
    expect(said.code).to.equal(0)
    const [head, ...lines] = said.text.trimEnd().split('\n')
    expect(head).to.equal('user,home,password')
    for (const line of lines) {
      const [user = '', home = '', password = ''] = line.split(',')
      expect(home).to.equal(`/incoming/${user}`)
      passwords.set(user, password)
    }
    expect([...passwords.keys()]).to.deep.equal([...rows.map((_, index) => name(index + 1)), 'nearby'])
    for (const user of [name(1), name(13), name(26), 'nearby']) (await logIn(user)).close()
    for (const user of ['chosen', 'viewer']) (await logIn(user, CHOSEN)).close()
  })

  it('locks each user into their home, whose files are mirrored', async () => {
    await stack.put('incoming/agency-02/secret.jpg')
    const client = await logIn(name(1))
    const bytes = jpeg('photo')
    await client.uploadFrom(Readable.from([bytes]), 'photo.jpg')
    await stack.arrived('incoming/agency-01/photo', bytes)
    expect((await client.list('/')).map((entry) => entry.name)).to.deep.equal(['photo.jpg'])
    for (const path of ['../agency-02/secret.jpg', '/incoming/agency-02/secret.jpg', '/agency-02/secret.jpg']) {
      expect(await refusal(() => client.size(path)), path).to.equal(550)
    }
    client.close()
  })

  it('lets who may only read do nothing else', async () => {
    const client = await logIn('viewer', CHOSEN)
    expect(await client.size('photo.jpg')).to.be.greaterThan(0)
    expect(await refusal(() => client.uploadFrom(Readable.from([jpeg('x')]), 'x.jpg'))).to.equal(550)
    expect(await refusal(() => client.remove('photo.jpg'))).to.equal(550)
    expect(await refusal(() => client.rename('photo.jpg', 'moved.jpg'))).to.equal(550)
    expect(await refusal(() => client.send('MKD made'))).to.equal(550)
    client.close()
  })

  it('disables, enables, and lets nobody in from elsewhere', async () => {
    const { operator } = stack
    expect((await operator.run(ftpDisable, { user: name(2) })).text).to.equal('agency-02 is let in no more.')
    expect(await refusal(() => logIn(name(2)))).to.equal(530)
    expect(await refusal(() => logIn('remote', CHOSEN))).to.equal(530)
    expect((await operator.run(ftpEnable, { user: name(2) })).code).to.equal(0)
    ;(await logIn(name(2))).close()
    const thrown = await operator.run(ftpDisable, { user: 'nobody' }).catch((error: unknown) => String(error))
    expect(thrown).to.match(/expected a user nobody, found none/)
  })

  it('says what a user would get, or why nothing', async () => {
    const { operator } = stack
    operator.answer = CHOSEN
    const viewer = await operator.run(ftpTest, { user: 'viewer', 'password-prompt': true, protocol: 'ftps' })
    expect([viewer.code, viewer.text.split('\n')]).to.deep.equal([
      0,
      [
        'user      viewer',
        'asked     FTPS by password from 192.0.2.1',
        'answer    let in',
        `root      /incoming/agency-01 of ${stack.bucket}`,
        'rights    read',
        'role      arn:aws:iam::000000000000:role/TransferRole',
      ],
    ])
    const remote = await operator.run(ftpTest, { user: 'remote', 'password-prompt': true, json: true })
    expect(JSON.parse(remote.text)).to.deep.include({ isIn: true, address: '203.0.113.0' })
    const cases: [object, RegExp][] = [
      [
        { user: 'remote', from: '198.51.100.1', 'password-prompt': true },
        /refused\nreason +the user may not come from/,
      ],
      [{ user: 'chosen' }, /by key.*\nanswer +refused\nreason +the user has no key/],
      [{ user: name(3), 'password-prompt': true }, /reason +the password is wrong/],
      [{ user: 'nobody', 'password-prompt': true }, /reason +there is no such user/],
    ]
    for (const [options, expected] of cases) {
      const said = await operator.run(ftpTest, { ...options })
      expect(said.text).to.match(expected)
      expect(said.code).to.equal(1)
    }
    const thrown = await operator
      .run(ftpTest, { user: 'chosen', from: 'here' })
      .catch((error: unknown) => String(error))
    expect(thrown).to.match(/expected --protocol to be SFTP, FTPS or FTP, --from an address/)
  })

  it('adds one user with a password, a key or a generated password, and replaces only when told to', async () => {
    const { operator } = stack
    const key = join(folder, 'key.pub')
    writeFileSync(key, `${KEY} me@host\n`)
    const only = { 'read-only': true, from: '203.0.113.7' }
    const keyed = await operator.run(ftpAdd, { user: 'keyed', home: '/keyed/', key, ...only })
    expect(keyed.text).to.equal('keyed may log in (1 key), with /keyed as the root.')
    const tested = await operator.run(ftpTest, { user: 'keyed' })
    expect(tested.text).to.match(/SFTP by key from 203\.0\.113\.7\nanswer +let in with one of the keys\n/)
    const made = await operator.run(ftpAdd, { user: 'made', home: '/made', json: true })
    const { password, ...shown } = JSON.parse(made.text)
    expect(shown).to.include({ user: 'made', hasPassword: true, isDisabled: false })
    ;(await logIn('made', password)).close()
    const again = () => operator.run(ftpAdd, { user: 'made', home: '/other' })
    expect(await again().catch((error: unknown) => String(error))).to.match(/found made there already; pass --replace/)
    await operator.run(ftpDisable, { user: 'made' })
    operator.answer = CHOSEN
    const replaced = await operator.run(ftpAdd, {
      user: 'made',
      home: '/other',
      replace: true,
      'password-prompt': true,
    })
    expect(replaced.text).to.equal('made may log in (password), with /other as the root.')
    expect(replaced.notes).to.match(/still disabled/)
    expect(await refusal(() => logIn('made', CHOSEN))).to.equal(530)
  })

  it('lists all of them, and removes one whose name is typed', async () => {
    const { operator } = stack
    const { text } = await operator.run(ftpList)
    expect(text).to.match(/^user +home +rights +login +from +state\n/)
    expect(text)
      .to.match(/\nagency-01 +\S+ +all +password +\S+ +active\n/)
      .and.not.to.contain('scrypt')
    for (const line of text.split('\n')) expect(line.length).to.be.at.most(80)
    const listed = JSON.parse((await operator.run(ftpList, { json: true })).text)
    expect(listed).to.have.length(32)
    operator.answer = 'agency-3'
    const kept = await operator.run(ftpRemove, { user: name(3) })
    expect([kept.code, kept.notes]).to.deep.equal([1, 'Nothing was removed.'])
    operator.answer = name(3)
    expect((await operator.run(ftpRemove, { user: name(3) })).text).to.equal('agency-03 is removed. Its files stay.')
    expect(await refusal(() => logIn(name(3)))).to.equal(530)
    ;(await logIn(name(4))).close()
  })

  it('imports nothing where one line is wrong, or one user is there already', async () => {
    const { operator } = stack
    const file = fileOf(`user,home\nnewcomer,/new\n${name(1)},/elsewhere\nab,/x\n`)
    const faulty = await operator.run(ftpImport, { file }).catch((error: unknown) => String(error))
    expect(faulty).to.contain(`${file}: nothing was added`)
    expect(faulty).to.match(/nothing was added:\n {2}line 4: expected user/)
    const known = fileOf(`user,home\nnewcomer,/new\n${name(1)},/elsewhere\n`)
    const refused = await operator.run(ftpImport, { file: known }).catch((error: unknown) => String(error))
    expect(refused).to.match(/nothing was added:\n {2}line 3: expected a new user, found agency-01 there already/)
    expect((await operator.run(ftpList)).text).not.to.contain('newcomer')
    const replaced = await operator.run(ftpImport, { file: known, replace: true, json: true })
    const [newcomer, first] = JSON.parse(replaced.text)
    expect([newcomer.user, first.home]).to.deep.equal(['newcomer', '/elsewhere'])
    ;(await logIn(name(1), first.password)).close()
    expect(await refusal(() => logIn(name(1)))).to.equal(530)
    ;(await logIn(name(4))).close()
  })
})
