import { expect } from 'chai'
import { readUsers } from '../../../operate/ftp/csv.ts'
import { KEY } from '../../support/memory-identity.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const fault = (text: string | Uint8Array): string => {
  try {
    readUsers(typeof text === 'string' ? bytes(text) : text)
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  }
  return 'no fault'
}

describe('a file of users', () => {
  it('is read with all that it says of them, and with what it leaves out', () => {
    const text = `user,home,password,key,rights,from
studio,/incoming/studio,,,,
press,/press/,"with, comma ""and"" quotes",,read+write,"203.0.113.0/24, 2001:db8::1"
robot,/robot,,${KEY} robot@host,read,
`
    const none = { from: [], publicKeys: [] }
    const all = ['read', 'write', 'delete']
    expect(readUsers(bytes(text))).to.deep.equal([
      { line: 2, wanted: { name: 'studio', home: '/incoming/studio', rights: all, ...none } },
      {
        line: 3,
        wanted: {
          name: 'press',
          home: '/press',
          rights: ['read', 'write'],
          from: ['203.0.113.0/24', '2001:db8::1/128'],
          publicKeys: [],
          password: 'with, comma "and" quotes',
        },
      },
      { line: 4, wanted: { name: 'robot', home: '/robot', rights: ['read'], from: [], publicKeys: [KEY] } },
    ])
  })

  it('is read as spreadsheets of other countries write it', () => {
    for (const text of [
      'user,home\nstudio,/in\n',
      'user;home\r\nstudio;/in\r\n',
      'user\thome\nstudio\t/in',
      '\ufeffUser, Home \n\n studio , /in \n\n',
      'home,user\n/in,studio',
      'user;home;from\r\nstudio;/in;\r\n;;\r\n ; ;\r\n',
      'user;home;from\rstudio;/in;"203.0.113.1, 203.0.113.2"\r',
    ]) {
      const [first] = readUsers(bytes(text))
      expect(first?.wanted, JSON.stringify(text)).to.include({ name: 'studio', home: '/in' })
    }
    expect(readUsers(bytes('user;home;password\nstudio;/in;" a,b c d "\n'))[0]?.wanted.password).to.equal(' a,b c d ')
  })

  it('is refused whole, with every fault and its line', () => {
    const text = `user,home,password,rights,from
ab,/incoming,,,
studio,incoming,,,
studio2,/.wellknown/x,,,
studio3,/in,short,,
studio4,/in,,write-only,
studio5,/in,,,example.com
studio6,/in,,,
studio6,/in,,,
studio7,/in
root,/in,,,
"studio8","/in","long enough
with a break",,
studio9,/in,,,
`
    const said = fault(text)
    const lines = said.split('\n').slice(1)
    expect(said).to.match(/^UsageError: nothing was added:\n/)
    expect(lines.map((line) => /line (\d+): expected (\w+)/.exec(line)?.slice(1, 3).join(' '))).to.deep.equal([
      '2 user',
      '3 home',
      '4 home',
      '5 password',
      '6 rights',
      '7 from',
      '10 5',
      '11 user',
      '13 password',
      '9 each',
    ])
    expect(said).not.to.match(/short,|long enough/)
  })

  it('shows no password, wherever it stands, when it is refused', () => {
    const secret = 'my-Secret-word'
    for (const text of [
      `user,home,password\nstudio,/in,${secret}\u0007\n`,
      `user,home,password\nstudio,/in,a"${secret}"\n`,
      `user,home,password\nstudio,/in,"${secret}\n`,
      `user,home,password\nstudio,/in,"a"${secret}\n`,
      `studio,/in,${secret}\n`,
      `user,home,passwrd\nstudio,/in,${secret}\n`,
      `user,home,password\nstudio,/in,${secret},x\n`,
      `user,home,key\nstudio,/in,${secret}\n`,
    ]) {
      const said = fault(text)
      expect(said, text)
        .to.match(/^UsageError: /)
        .and.not.to.contain(secret)
    }
  })

  it('says what is wrong with it as a whole', () => {
    expect(fault('')).to.match(/expected a first line of user, home.*found no user and no home/)
    expect(fault('user,home\n')).to.match(/expected a line for each user/)
    expect(fault('user,home,user\na,b,c')).to.match(/found others, or one of them twice/)
    expect(fault(Buffer.from('user,home\nstüdio,/in\n', 'latin1'))).to.match(/expected a file in UTF-8/)
    expect(fault('user,home,password\nstudio,/in,"open\n')).to.match(/expected CSV.*CSV_QUOTE_NOT_CLOSED/)
    expect(fault(`user,home\n${'studio,/in\n'.repeat(10_001)}`)).to.match(/expected at most 10000 users/)
  })
})
