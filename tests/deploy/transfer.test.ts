import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { checks } from './checks/checks.ts'
import { listOf, parseTemplate, propertyOf, resourcesOf, type Template, textOf } from './checks/template.ts'
import { everyChoice, ftpChoice, packaged, sftpChoice } from './packages.ts'

/** A choice of protocols and of an endpoint, and what AWS is asked for. */
interface Row {
  readonly transfer: string
  readonly endpoint: string
  readonly protocols: readonly string[]
  readonly ports: readonly string[]
  readonly addresses: number
}

const FTP_PORTS = ['21-21', '8192-8200']
const ROWS: readonly Row[] = [
  { transfer: 'sftp', endpoint: 'public', protocols: ['SFTP'], ports: [], addresses: 0 },
  { transfer: 'sftp', endpoint: 'internet', protocols: ['SFTP'], ports: ['22-22'], addresses: 3 },
  { transfer: 'sftp', endpoint: 'private', protocols: ['SFTP'], ports: ['22-22'], addresses: 0 },
  { transfer: 'ftps', endpoint: 'internet', protocols: ['FTPS'], ports: FTP_PORTS, addresses: 3 },
  { transfer: 'ftps', endpoint: 'private', protocols: ['FTPS'], ports: FTP_PORTS, addresses: 0 },
  { transfer: 'ftp', endpoint: 'private', protocols: ['FTP'], ports: FTP_PORTS, addresses: 0 },
  {
    transfer: 'sftp,ftps',
    endpoint: 'internet',
    protocols: ['SFTP', 'FTPS'],
    ports: ['22-22', ...FTP_PORTS],
    addresses: 3,
  },
  {
    transfer: 'sftp,ftp',
    endpoint: 'private',
    protocols: ['SFTP', 'FTP'],
    ports: ['22-22', ...FTP_PORTS],
    addresses: 0,
  },
  { transfer: 'ftps,ftp', endpoint: 'private', protocols: ['FTPS', 'FTP'], ports: FTP_PORTS, addresses: 0 },
  {
    transfer: 'sftp,ftps,ftp',
    endpoint: 'private',
    protocols: ['SFTP', 'FTPS', 'FTP'],
    ports: ['22-22', ...FTP_PORTS],
    addresses: 0,
  },
]

/** The template of every choice, with another one of these two: packaging has only put them into the conditions. */
async function templateOf(transfer: string, endpoint: string): Promise<Template> {
  const { parameters = {} } = everyChoice
  const text = readFileSync((await packaged('staging', everyChoice)).templateFile, 'utf8')
  const conditions = (name: string, value: string) => (from: string) =>
    from.replaceAll(`["${parameters[name]}","`, `["${value}","`)
  const compact = JSON.stringify(JSON.parse(text))
  return parseTemplate(conditions('transfer', transfer)(conditions('transferEndpoint', endpoint)(compact)))
}

const serverOf = (template: Template) => template.Resources.TransferServer?.Properties

describe('a server for FTP clients', () => {
  for (const { transfer, endpoint, protocols, ports, addresses } of ROWS) {
    it(`that speaks ${transfer} at a ${endpoint} endpoint is what AWS takes`, async () => {
      const template = await templateOf(transfer, endpoint)
      expect(checks.flatMap((check) => check(template))).to.deep.equal([])
      const server = serverOf(template)
      expect(server?.Protocols).to.deep.equal(protocols)
      expect(server?.EndpointType).to.equal(endpoint === 'public' ? 'PUBLIC' : 'VPC')
      const rules = listOf(template.Resources.TransferSecurityGroup?.Properties.SecurityGroupIngress)
      const opened = rules.map((rule) => `${propertyOf(rule, 'FromPort')}-${propertyOf(rule, 'ToPort')}`)
      expect([...new Set(opened)]).to.deep.equal(ports)
      expect(resourcesOf(template, 'AWS::EC2::EIP').length).to.equal(addresses)
    })
  }

  it('lets each source in on each port, and nobody else', async () => {
    const { template } = await packaged('staging', everyChoice)
    const rules = listOf(template.Resources.TransferSecurityGroup?.Properties.SecurityGroupIngress)
    const sources = rules.map((rule) =>
      [
        propertyOf(rule, 'FromPort'),
        ...['CidrIp', 'SourcePrefixListId'].map((name) => textOf(propertyOf(rule, name))),
      ].join(' '),
    )
    expect(sources).to.deep.equal(
      [22, 21, 8192].flatMap((port) => [
        `${port} 203.0.113.0/24 `,
        `${port} 198.51.100.7/32 `,
        `${port}  pl-00000000000000000`,
      ]),
    )
  })

  it('has a current security policy, structured logs, a name and a record of it', async () => {
    const { template } = await packaged('staging', everyChoice)
    const server = serverOf(template)
    expect(server).to.deep.include({
      SecurityPolicyName: 'TransferSecurityPolicy-2025-03',
      StructuredLogDestinations: [{ 'Fn::GetAtt': ['TransferLogGroup', 'Arn'] }],
      ProtocolDetails: { SetStatOption: 'ENABLE_NO_OP', TlsSessionResumptionMode: 'ENABLED' },
    })
    expect(server?.Tags).to.deep.include.members([
      { Key: 'transfer:customHostname', Value: 'ftp.example.com' },
      { Key: 'transfer:route53HostedZoneId', Value: '/hostedzone/Z00000000000000000000' },
    ])
    expect(template.Resources.TransferNameRecord?.Properties).to.deep.include({
      Name: 'ftp.example.com',
      Type: 'CNAME',
    })
  })

  it('that only a private network reaches gets no name from AWS, and no record', async () => {
    const template = await templateOf('sftp,ftps', 'private')
    expect(JSON.stringify(serverOf(template)?.Tags)).not.to.contain('transfer:')
    expect(template.Resources).not.to.have.property('TransferNameRecord')
  })

  it('for plain FTP alone has no certificate', async () => {
    const { template } = await packaged('dev', ftpChoice)
    expect(serverOf(template)).to.deep.include({ Protocols: ['FTP'], EndpointType: 'VPC' })
    expect(serverOf(template)).not.to.have.property('Certificate')
  })

  it('for plain FTP is a warning, and for nothing else', async () => {
    expect((await packaged('dev', ftpChoice)).said).to.contain('Warning: transfer has ftp, which encrypts nothing')
    for (const [stage, choice] of [
      ['dev', sftpChoice],
      ['staging', everyChoice],
    ] as const) {
      expect((await packaged(stage, choice)).said).not.to.contain('Warning')
    }
  })

  it('for SFTP alone needs no network', async () => {
    const { template } = await packaged('dev', sftpChoice)
    expect(serverOf(template)).to.deep.include({ Protocols: ['SFTP'], EndpointType: 'PUBLIC' })
    expect(serverOf(template)).not.to.have.any.keys('Certificate', 'EndpointDetails')
  })

  it('asks the stage`s own function who a user is', async () => {
    const { template } = await packaged('dev', sftpChoice)
    expect(serverOf(template)).to.deep.include({
      IdentityProviderType: 'AWS_LAMBDA',
      IdentityProviderDetails: { Function: { 'Fn::GetAtt': ['IdentityLambdaFunction', 'Arn'] } },
    })
  })
})
