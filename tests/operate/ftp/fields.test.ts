import { expect } from 'chai'
import { generatePassword } from '../../../operate/ftp/chance.ts'
import { readKeys, readName, readPassword, readRights } from '../../../operate/ftp/fields.ts'
import { csvLine, renderTest, renderUsers, shownUser } from '../../../operate/ftp/report.ts'
import type { FtpUser } from '../../../shared/model/ftp-user.ts'
import { KEY } from '../../support/memory-identity.ts'

const user: FtpUser = {
  name: 'studio',
  home: '/incoming/studio',
  rights: ['read', 'write', 'delete'],
  passwordHash: '$scrypt$hash',
  publicKeys: [],
  from: [],
  isDisabled: false,
}

describe('what an operator says of a user', () => {
  it('is a name that AWS takes', () => {
    for (const name of ['abc', '_ab', 'a.b@c-d', 'x'.repeat(100)]) expect(readName(name)).to.deep.equal({ value: name })
    for (const name of ['ab', '.abc', 'a b c', 'über', 'x'.repeat(101), 'root', 'abc\n', '']) {
      expect(readName(name), JSON.stringify(name)).to.have.property('expected')
    }
  })

  it('is rights in any order, all of them if nothing is said', () => {
    expect(readRights('')).to.deep.equal({ value: ['read', 'write', 'delete'] })
    expect(readRights('write, read')).to.deep.equal({ value: ['read', 'write'] })
    for (const text of ['all', 'read+list', ',', 'READ']) expect(readRights(text), text).to.have.property('expected')
  })

  it('is a password of some length, that is never shown', () => {
    expect(readPassword('12345678')).to.deep.equal({ value: '12345678' })
    for (const text of ['1234567', '', '12345678\n', 'ü'.repeat(129)]) {
      const field = readPassword(text)
      expect(field, JSON.stringify(text)).to.have.property('found').that.contains('not shown')
    }
  })

  it('is public keys, without their comments, each once', () => {
    expect(readKeys(`${KEY} me@host\r\n\n${KEY}\n`)).to.deep.equal({ value: [KEY] })
    const begin = ['-----BEGIN OPENSSH ', 'PRIVATE KEY-----'].join('')
    expect(readKeys(`${begin}\nb3BlbnNzaC1rZXk\n`))
      .to.have.property('found')
      .that.contains('a private key')
    const [type = '', body = ''] = KEY.split(' ')
    for (const text of ['', 'ssh-dss AAAA', `ssh-rsa ${body}`, type, `${type} ***`, `from="*" ${KEY}`]) {
      expect(readKeys(text), text).to.have.property('expected')
    }
    expect(readKeys(`${KEY}\n`.repeat(11)), 'too many').to.have.property('expected')
  })
})

describe('a generated password', () => {
  it('is another each time, of letters that can be read out, and one that a user may choose', () => {
    const all = Array.from({ length: 200 }, generatePassword)
    expect(new Set(all).size).to.equal(200)
    for (const one of all) {
      expect(one)
        .to.match(/^[a-zA-Z2-9]{5}(-[a-zA-Z2-9]{5}){3}$/)
        .and.not.to.match(/[lIO01]/)
      expect(readPassword(one)).to.deep.equal({ value: one })
    }
    expect(new Set(all.join('')).size, 'all letters occur').to.equal(57)
  })
})

describe('what an operator reads of users', () => {
  it('is a table of eighty columns, without hashes and keys', () => {
    const long = {
      ...user,
      name: 'x'.repeat(100),
      home: `/${'y'.repeat(200)}`,
      from: ['203.0.113.0/24'],
      publicKeys: [KEY],
    }
    const text = renderUsers([user, { ...long, rights: ['read'], isDisabled: true }], 80)
    for (const line of text.split('\n')) expect(line.length).to.be.at.most(80)
    expect(renderUsers([user], 80)).to.equal(
      'user    home              rights  login     from      state\nstudio  /incoming/studio  all     password  anywhere  active',
    )
    expect(text)
      .to.contain('disabled')
      .and.not.to.match(/scrypt|AAAAC3/)
    expect(renderUsers([], 80)).to.match(/There are no users/)
    expect(JSON.stringify(shownUser(long))).not.to.match(/scrypt|AAAAC3/)
  })

  it('is what one would get, or why nothing', () => {
    const asked = {
      name: 'studio',
      protocol: 'FTPS',
      address: '203.0.113.7',
      by: 'password',
      refusal: undefined,
    } as const
    const admitted = { roleArn: 'arn:aws:iam::1:role/r', bucket: 'b', home: '/in', rights: [], publicKeys: [] }
    expect(renderTest({ ...asked, admitted })).to.equal(
      [
        'user      studio',
        'asked     FTPS by password from 203.0.113.7',
        'answer    let in',
        'root      /in of b',
        'rights    none but to list',
        'role      arn:aws:iam::1:role/r',
      ].join('\n'),
    )
    const refused = renderTest({ ...asked, admitted: undefined, refusal: 'disabled' })
    expect(refused).to.match(/answer {4}refused\nreason {4}the user is disabled$/)
    expect(renderTest({ ...asked, admitted: undefined })).to.match(/reason +none by the table/)
  })

  it('is CSV that a spreadsheet reads', () => {
    expect(csvLine(['studio', '/a, b', 'say "x"'])).to.equal('studio,"/a, b","say ""x"""')
  })
})
