import type { CertificateDetail } from '@aws-sdk/client-acm'
import type { DescribedServer } from '@aws-sdk/client-transfer'
import { expect } from 'chai'
import { ftpCertificate } from '../../../operate/diagnose/checks/ftp-certificate.ts'
import { ftpServer } from '../../../operate/diagnose/checks/ftp-server.ts'
import { CHOSEN, FtpStage, FUNCTION, NOW_MS } from './ftp-stage.ts'

const DAY_MS = 86_400_000

describe('the server for FTP clients', () => {
  it('passes as it was chosen', async () => {
    expect(await new FtpStage().issues(ftpServer)).to.deep.equal(['pass'])
  })

  it('is not asked for where there is to be none', async () => {
    for (const environment of [{ TRANSFER: 'off' }, {}]) {
      const stage = new FtpStage()
      expect(await stage.issues(ftpServer, environment)).to.deep.equal(['skipped'])
      expect(stage.asked).to.deep.equal([])
    }
  })

  it('that does not run is found, with how to start it', async () => {
    const finding = await new FtpStage({ State: 'OFFLINE' }).finding(ftpServer)
    expect(finding)
      .to.have.property('issues')
      .that.deep.equals(['expected the server s-0123456789abcdef0 to be ONLINE, found OFFLINE'])
    expect(finding).to.have.property('advice').that.contains('start-server --server-id s-0123456789abcdef0')
  })

  it('that asks another function is none of the stage`s', async () => {
    const other = new FtpStage({ IdentityProviderDetails: { Function: `${FUNCTION}-other` } })
    expect(await other.issues(ftpServer)).to.deep.equal([
      'fail',
      'no server of AWS Transfer Family asks ftp-api-for-cloudinary-dev-identity',
    ])
  })

  it('is found to speak and to stand otherwise than was chosen', async () => {
    const changed: Partial<DescribedServer> = {
      Protocols: ['SFTP'],
      EndpointType: 'PUBLIC',
      EndpointDetails: { SubnetIds: ['subnet-1'] },
    }
    expect(await new FtpStage(changed).issues(ftpServer)).to.deep.equal([
      'fail',
      'expected FTPS, SFTP, found SFTP',
      'expected a VPC endpoint, found PUBLIC',
      'expected as many addresses on the internet as subnets, which are 1, found 0',
    ])
  })

  it('that is to be private is found to be reached from the internet', async () => {
    const environment = { ...CHOSEN, TRANSFER_ENDPOINT: 'private' }
    expect(await new FtpStage().issues(ftpServer, environment)).to.deep.equal([
      'fail',
      'expected no addresses on the internet, found 2',
    ])
  })

  it('that speaks plain FTP is a warning', async () => {
    const stage = new FtpStage({ Protocols: ['FTP'], EndpointDetails: { SubnetIds: ['subnet-1'] } })
    const [kind, issue] = await stage.issues(ftpServer, { TRANSFER: 'ftp', TRANSFER_ENDPOINT: 'private' })
    expect([kind, issue]).to.include('warning').and.to.have.property('1').that.contains('passwords')
  })
})

describe('the certificate for FTPS', () => {
  const wildcard = { DomainName: 'example.com', SubjectAlternativeNames: ['*.example.com'] }

  /** A server with this certificate. */
  function certified(changed: Partial<CertificateDetail> = {}, server: Partial<DescribedServer> = {}): FtpStage {
    const stage = new FtpStage(server)
    const Certificate: CertificateDetail = {
      DomainName: 'ftp.example.com',
      SubjectAlternativeNames: ['ftp.example.com'],
      Status: 'ISSUED',
      Type: 'AMAZON_ISSUED',
      NotAfter: new Date(NOW_MS + DAY_MS),
      ...changed,
    }
    stage.answer(stage.cloud.acm, { DescribeCertificateCommand: { $metadata: {}, Certificate } })
    return stage
  }

  it('passes for the host name, also by an asterisk', async () => {
    for (const names of [{}, wildcard, { DomainName: 'FTP.Example.com', SubjectAlternativeNames: [] }]) {
      expect(await certified(names).issues(ftpCertificate)).to.deep.equal(['pass'])
    }
  })

  it('is found to be for another name', async () => {
    const environment = { ...CHOSEN, TRANSFER_HOST_NAME: 'a.ftp.example.com' }
    expect(await certified(wildcard).issues(ftpCertificate, environment)).to.deep.equal([
      'fail',
      'it is for example.com, *.example.com, and clients connect to a.ftp.example.com',
    ])
  })

  it('is found to be for another name than AWS`s, where clients use that', async () => {
    expect(await certified().issues(ftpCertificate, { ...CHOSEN, TRANSFER_HOST_NAME: '' })).to.deep.equal([
      'fail',
      'it is for ftp.example.com, and clients connect to s-0123456789abcdef0.server.transfer.eu-west-1.amazonaws.com',
    ])
  })

  it('is found to be expired, or not issued', async () => {
    const stage = certified({ Status: 'PENDING_VALIDATION', NotAfter: new Date(NOW_MS - 1000) })
    expect(await stage.issues(ftpCertificate)).to.deep.equal([
      'fail',
      'expected it to be ISSUED, found PENDING_VALIDATION',
      'it has expired, 2026-11-27T23:59:59.000Z',
    ])
  })

  it('that nobody renews is a warning in its last month', async () => {
    const soon = certified({ Type: 'IMPORTED' })
    expect((await soon.issues(ftpCertificate))[0]).to.equal('warning')
    const late = certified({ Type: 'IMPORTED', NotAfter: new Date(NOW_MS + 31 * DAY_MS) })
    expect(await late.issues(ftpCertificate)).to.deep.equal(['pass'])
  })

  it('is not asked for without FTPS', async () => {
    const stage = certified({}, { Protocols: ['SFTP'] })
    expect(await stage.issues(ftpCertificate)).to.deep.equal(['skipped'])
    expect(stage.asked).not.to.include('DescribeCertificateCommand')
  })
})
