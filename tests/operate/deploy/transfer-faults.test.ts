import { expect } from 'chai'
import { transferFaults, transferWarnings } from '../../../operate/deploy/transfer-faults.ts'

const NETWORK = { transferVpc: 'vpc-0123456789abcdef0', transferSubnets: 'subnet-0123456789abcdef0' }
const CERTIFICATE = {
  transferCertificate: 'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000',
}
/** As serverless.yml has them. */
const DEFAULTS = { transfer: 'off', transferEndpoint: 'public', transferSources: '0.0.0.0/0' }

type Row = readonly [what: string, given: Readonly<Record<string, string>>, faults: readonly string[]]

const rows: readonly Row[] = [
  ['no server', {}, []],
  ['no server, whatever it would need', { transferEndpoint: 'internet', transferHostedZone: 'Z012' }, []],
  ['SFTP at an address of AWS`s own', { transfer: 'sftp' }, []],
  ['SFTP on the internet', { transfer: 'sftp', transferEndpoint: 'internet', ...NETWORK }, []],
  ['SFTP and FTPS', { transfer: 'sftp,ftps', transferEndpoint: 'internet', ...NETWORK, ...CERTIFICATE }, []],
  ['plain FTP, without a certificate', { transfer: 'ftp', transferEndpoint: 'private', ...NETWORK }, []],
  ['all', { transfer: 'sftp,ftps,ftp', transferEndpoint: 'private', ...NETWORK, ...CERTIFICATE }, []],
  ['a name and its record', { transfer: 'sftp', transferHostName: 'ftp.example.com', transferHostedZone: 'Z012' }, []],
  [
    'a server without its network',
    { transfer: 'sftp', transferEndpoint: 'private' },
    ['transferVpc', 'transferSubnets'],
  ],
  [
    'FTPS and nothing else',
    { transfer: 'ftps' },
    ['transferEndpoint', 'transferVpc', 'transferSubnets', 'transferCertificate'],
  ],
  ['plain FTP and nothing else', { transfer: 'ftp' }, ['transferEndpoint', 'transferVpc', 'transferSubnets']],
  ['plain FTP on the internet', { transfer: 'ftp', transferEndpoint: 'internet', ...NETWORK }, ['transferEndpoint']],
  [
    'plain FTP beside others on the internet',
    { transfer: 'sftp,ftps,ftp', transferEndpoint: 'internet', ...NETWORK, ...CERTIFICATE },
    ['transferEndpoint'],
  ],
  [
    'FTPS without a certificate',
    { transfer: 'ftps', transferEndpoint: 'internet', ...NETWORK },
    ['transferCertificate'],
  ],
  ['a network that the server is not in', { transfer: 'sftp', ...NETWORK }, ['transferVpc', 'transferSubnets']],
  ['sources that nobody asks for', { transfer: 'sftp', transferSources: '10.0.0.0/8' }, ['transferSources']],
  ['a record without a name', { transfer: 'sftp', transferHostedZone: 'Z012' }, ['transferHostName']],
  [
    'a record for a private server',
    {
      transfer: 'sftp',
      transferEndpoint: 'private',
      ...NETWORK,
      transferHostName: 'ftp.example.com',
      transferHostedZone: 'Z012',
    },
    ['transferHostedZone'],
  ],
]

describe('the parameters of a server for FTP clients', () => {
  for (const [what, given, faults] of rows) {
    it(`are ${faults.length === 0 ? 'right' : 'wrong'} for ${what}`, () => {
      const found = transferFaults('dev', new Map(Object.entries({ ...DEFAULTS, ...given })))
      expect(found.map(({ name }) => name)).to.deep.equal(faults)
    })
  }

  it('name the local stack`s own server on that only', () => {
    const texts = new Map(Object.entries({ ...DEFAULTS, transfer: 'local' }))
    expect(transferFaults('local', texts)).to.deep.equal([])
    expect(transferFaults('dev', texts).map(({ name }) => name)).to.deep.equal(['transfer'])
  })

  it('are told with the reason', () => {
    const [fault] = transferFaults('dev', new Map(Object.entries({ ...DEFAULTS, transfer: 'ftp', ...NETWORK })))
    expect(fault).to.deep.equal({
      name: 'transferEndpoint',
      expected: 'private, because transfer is ftp: AWS has ftp, which encrypts nothing, within networks only',
      found: 'public',
    })
  })

  it('are a warning where they work, and perhaps otherwise than is meant', () => {
    const warnings = (given: Record<string, string>) =>
      transferWarnings(Object.entries(given).map(([name, text]) => ({ name, text }))).length
    expect(warnings({ transfer: 'off' })).to.equal(0)
    expect(warnings({ transfer: 'sftp' })).to.equal(0)
    expect(warnings({ transfer: 'sftp,ftps', transferHostName: 'ftp.example.com' })).to.equal(0)
    expect(warnings({ transfer: 'sftp,ftps', transferHostName: '' })).to.equal(1)
    expect(warnings({ transfer: 'ftps,ftp' })).to.equal(2)
  })
})
