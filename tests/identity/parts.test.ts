import { expect } from 'chai'
import { deriveByScrypt } from '../../shared/adapters/scrypt.ts'
import { readIdentityEnvironment } from '../../shared/config/identity.ts'
import { countedAddress, isAllowedFrom, parseAddress, parseBlock } from '../../shared/identity/address.ts'
import { readAdmission } from '../../shared/identity/admission.ts'
import { admissionOf, POLICY_LENGTH_MAX } from '../../shared/identity/answer.ts'
import { hashPassword, isPassword } from '../../shared/identity/password.ts'
import { parseHome } from '../../shared/model/ftp-home.ts'
import { type FtpUser, RIGHTS } from '../../shared/model/ftp-user.ts'

describe('an address', () => {
  for (const [text, parsed] of [
    ['203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['fe80::1%eth0', undefined],
    ['203.0.113.300', undefined],
    ['203.0.113', undefined],
    [' 203.0.113.7', undefined],
    ['', undefined],
  ] as const) {
    it(`is ${parsed ?? 'none'} for ${JSON.stringify(text)}`, () => {
      expect(parseAddress(text)).to.equal(parsed)
    })
  }

  for (const [text, parsed] of [
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['203.0.113.7', '203.0.113.7/32'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['203.0.113.0/33', undefined],
    ['203.0.113.0/', undefined],
    ['203.0.113.0/24/8', undefined],
    ['203.0.113.0/-1', undefined],
    ['2001:db8::/129', undefined],
    ['example.com', undefined],
  ] as const) {
    it(`is within the block ${parsed ?? 'none'} for ${JSON.stringify(text)}`, () => {
      expect(parseBlock(text)).to.equal(parsed)
    })
  }

  it('is allowed within the blocks of its own kind, anywhere without any', () => {
    const blocks = ['203.0.113.0/24', '2001:db8::/32']
    const allowed = ['203.0.113.0', '203.0.113.255', '2001:db8:ffff::1', '203.0.114.0', '2001:db9::', '::1']
    expect(allowed.map((address) => isAllowedFrom(address, blocks))).to.deep.equal([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
    expect(allowed.every((address) => isAllowedFrom(address, []))).to.equal(true)
    expect(isAllowedFrom('2001:db8::1', ['0.0.0.0/0'])).to.equal(false)
  })

  it('is counted as it is, and of IPv6 by its network, however it is written', () => {
    expect(countedAddress('203.0.113.7')).to.equal('203.0.113.7')
    const same = ['2001:db8:0:7::1', '2001:db8:0:7:1:2:3:4', '2001:0db8:0000:0007::', '2001:db8:0:7::192.0.2.1']
    expect(new Set(same.map(countedAddress))).to.deep.equal(new Set(['2001:db8:0:7::/64']))
    expect(countedAddress('::1')).to.equal('0:0:0:0::/64')
    expect(countedAddress('1::2:3:4:5:6:7')).to.equal('1:0:2:3::/64')
  })
})

describe('a home', () => {
  for (const [text, home] of [
    ['/incoming/studio', '/incoming/studio'],
    ['//incoming//studio/', '/incoming/studio'],
    ['/', '/'],
    ["/Kunde (A) & Co., 'x'+=@!", "/Kunde (A) & Co., 'x'+=@!"],
    ['/.wellknownish', '/.wellknownish'],
    ['/a/.wellknown', '/a/.wellknown'],
    ['/.wellknown', undefined],
    ['//.wellknown/cloudinary', undefined],
    ['/incoming/../b', undefined],
    ['/incoming/./b', undefined],
    ['/..', undefined],
    ['incoming', undefined],
    ['', undefined],
    ['/incoming/*', undefined],
    ['/incoming/?', undefined],
    [['/$', '{transfer:UserName}'].join(''), undefined],
    ['/a"b', undefined],
    ['/a\\b', undefined],
    ['/a\nb', undefined],
    ['/ü', undefined],
    [`/${'x'.repeat(149)}`, `/${'x'.repeat(149)}`],
    [`/${'x'.repeat(150)}`, undefined],
  ] as const) {
    it(`is ${home ?? 'none'} for ${JSON.stringify(text)}`, () => {
      expect(parseHome(text)).to.equal(home)
    })
  }
})

describe('the answer', () => {
  const user: FtpUser = { name: 'a', home: '/', rights: RIGHTS, publicKeys: [], from: [], isDisabled: false }
  const request = {
    name: 'a',
    protocol: 'FTPS',
    address: '::1',
    credential: { kind: 'password', password: 'x' },
  } as const

  it('has a policy that AWS takes, however long bucket and home are', () => {
    const door = { bucket: 'b'.repeat(63), roleArn: 'arn:aws-us-gov:iam::000000000000:role/r' }
    for (const rights of [RIGHTS, ['write', 'delete'], ['read', 'write'], ['write'], []] as const) {
      const { Policy } = admissionOf({ ...user, rights, home: `/${'x'.repeat(149)}` }, request, door)
      expect(Policy.length, rights.join()).to.be.within(500, POLICY_LENGTH_MAX)
      expect(Policy).to.contain('arn:aws-us-gov:s3:::')
    }
  })

  it('is read back as what it was made of', () => {
    const door = { bucket: 'studio', roleArn: 'arn:aws:iam::000000000000:role/r' }
    const all = ['/', '/a', "/a b/c+'d"].flatMap((home) =>
      [['read'], ['write', 'delete'], RIGHTS].map((rights) => ({ ...user, home, rights }) as FtpUser),
    )
    for (const one of all) {
      const { home, rights } = one
      const found = readAdmission(admissionOf(one, request, door), 'password')
      expect(found).to.deep.include({ bucket: 'studio', home, rights, publicKeys: [] })
    }
  })

  it('lets nobody in without a role, nor by a password where it has keys', () => {
    const keyed = { ...user, publicKeys: ['ssh-ed25519 AAAA'] }
    const answer = admissionOf(
      keyed,
      { ...request, credential: { kind: 'key' } },
      { bucket: 'b', roleArn: 'arn:aws:iam::1:role/r' },
    )
    expect(readAdmission(answer, 'key')?.publicKeys).to.deep.equal(keyed.publicKeys)
    expect(readAdmission(answer, 'password')).to.equal(undefined)
    expect(readAdmission({}, 'password')).to.equal(undefined)
    expect(() => readAdmission({ ...answer, Policy: '{' }, 'key')).to.throw()
    expect(() => readAdmission(null, 'key')).to.throw()
  })
})

describe('a password by scrypt', () => {
  const derive = deriveByScrypt
  const salt = new Uint8Array(16).fill(7)
  const logCost = 4

  it('is known by its hash, in composed and decomposed letters, and by no other', async () => {
    const hash = await hashPassword('Grüße an alle', { salt, logCost, derive })
    expect(hash).to.match(/^\$scrypt\$ln=4,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(await isPassword('Grüße an alle'.normalize('NFD'), hash, { logCost, derive })).to.equal(true)
    for (const other of ['Grusse an alle', 'Grüße an alle ', '', hash]) {
      expect(await isPassword(other, hash, { logCost, derive }), other).to.equal(false)
    }
    expect(await isPassword('', undefined, { logCost, derive })).to.equal(false)
  })

  it('is what another implementation of scrypt makes of it', async () => {
    // By Python's hashlib.scrypt.
    const hash = await hashPassword('pleaseletmein', { salt: Buffer.from('SodiumChloride..'), logCost: 10, derive })
    expect(hash.split('$').at(-1)).to.equal('cc4wWhLzqL0am6Ix3PnzFqMbixDimEIVDqu79z7zlT0')
  })
  it('has a cost that the function bears: another is no hash of ours, and nothing is derived for it', async () => {
    let derived = 0
    const counted = async () => {
      derived++
      return new Uint8Array(32)
    }
    const stored = (cost: number) => `$scrypt$ln=${cost},r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`
    for (const cost of [0, 20, 99]) {
      const asked = isPassword('x', stored(cost), { logCost, derive: counted })
      expect(await asked.catch(String)).to.equal(
        `Error: expected a stored password hash with a cost from 1 to 19, found ${cost}; make the user anew (sls ftp add --replace)`,
      )
    }
    expect(derived).to.equal(0)
    expect(await isPassword('x', stored(19), { logCost, derive: counted })).to.equal(true)
    const settings = { SOURCE_BUCKET: 'studio', IDENTITY_TABLE: 'users', TRANSFER_ROLE_ARN: 'arn:aws:iam::1:role/r' }
    expect(() => readIdentityEnvironment({ ...settings, PASSWORD_COST: '20' })).to.throw('a whole number from 10 to 19')
  })
})
