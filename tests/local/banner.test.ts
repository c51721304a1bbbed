import { expect } from 'chai'
import stringWidth from 'string-width'
import { banner } from '../../local/banner.ts'
import { readLocalSettings } from '../../local/settings.ts'
import type { StackDescription } from '../../local/stack.ts'

function said(texts: Readonly<Record<string, string>>): string {
  const settings = readLocalSettings([], texts)
  if ('help' in settings) throw new Error('expected settings, found help')
  const description: StackDescription = {
    pid: 1,
    ftp: { host: '127.0.0.1', port: 2121, ...settings.ftp },
    aws: { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1', accessKeyId: 'local', secretAccessKey: 'local' },
    dynamodb: { endpoint: 'http://127.0.0.1:8000', table: 'ledger' },
    cloudinary: { url: 'cloudinary://key:secret@demo?upload_prefix=http%3A%2F%2F127.0.0.1%3A4580', isStandIn: true },
    console: { url: 'http://127.0.0.1:8080/#token=AAAAAAAAAAAAAAAAAAAAAA' },
    bucket: 'ftp-api-for-cloudinary-local-000000000000',
    queueUrl: 'http://127.0.0.1:4566/queue',
    dlqUrl: 'http://127.0.0.1:4566/dlq',
  }
  return banner(description, settings)
}

describe('local: the banner', () => {
  it('shows the known password only, and a command that makes its directory', () => {
    expect(said({})).to.include('curl --ftp-create-dirs -T photo.jpg ftp://demo:demo@127.0.0.1:2121/shoot/')
    expect(said({ FTP_PASSWORD: 'my own' })).not.to.include('my own')
  })

  it('fits into 80 columns, whatever is chosen', () => {
    const long = { LOCAL_DATA: `/srv/${'data/'.repeat(4)}of-the-studio`, FTP_HOST: '0.0.0.0' }
    const account = { CLOUDINARY_URL: 'cloudinary://1:2@the-studio-of-ann-and-bob-in-berlin' }
    for (const texts of [{}, { FTP_HOST: '0.0.0.0' }, long, account]) {
      const table = said(texts).split('\nTry\n')
      for (const line of table.flatMap((part) => part.split('\n'))) {
        // A command is copied as a whole.
        if (!/^ {2}(curl|LOCAL_DATA=)/.test(line)) expect(stringWidth(line), line).to.be.at.most(80)
      }
    }
    expect(
      said({})
        .split('\n')
        .filter((line) => stringWidth(line) > 80),
    ).to.deep.equal([])
  })

  it('says whether clients may use TLS', () => {
    expect(said({})).to.match(/FTPS [\s\S]* \.local\/ftp-certificate\.pem/)
    expect(said({ FTP_TLS: 'off' })).to.match(/FTPS +off/)
  })

  it('warns where the FTP server listens for others than this machine', () => {
    for (const host of ['127.0.0.1', '127.0.0.2']) expect(said({ FTP_HOST: host })).not.to.include('Warning')
    expect(said({ FTP_HOST: '192.168.1.5' })).to.match(
      /Warning: the FTP server listens on\s192\.168\.1\.5\s\(FTP_HOST\)/,
    )
    expect(said({ FTP_HOST: '0.0.0.0' })).to.include('Warning: the FTP server listens on all addresses')
  })

  for (const texts of [{ FTP_HOST: '::1' }, { FTP_HOST: 'localhost' }, { FTP_HOST: '' }, { FTP_TLS: 'yes' }])
    it(`does not take ${JSON.stringify(texts)}`, () => {
      expect(() => readLocalSettings([], texts)).to.throw(Object.keys(texts)[0] ?? '')
    })
})
