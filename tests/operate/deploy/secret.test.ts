import { expect } from 'chai'
import { UsageError } from '../../../operate/cli/usage-error.ts'
import { checkSecret } from '../../../operate/deploy/secret.ts'
import { readCloudinaryUrl } from '../../../shared/ports/account.ts'

const NAME = 'ftp-api-for-cloudinary/dev/cloudinary-url'
const account = { cloudName: 'studio', apiKey: '123', apiSecret: 'hush', uploadPrefix: undefined }

describe('an API environment variable', () => {
  for (const text of [
    'cloudinary://123:hush@studio',
    ' cloudinary://123:hush@studio\n',
    'CLOUDINARY_URL=cloudinary://123:hush@studio',
    'export CLOUDINARY_URL="cloudinary://123:hush@studio"',
    "CLOUDINARY_URL = 'cloudinary://123:hush@studio'\n",
    '"cloudinary://123:hush@studio"',
  ]) {
    it(`is read as it is copied: ${JSON.stringify(text)}`, () => {
      expect(readCloudinaryUrl(text)).to.deep.equal(account)
    })
  }

  it('may name where the API of its region is', () => {
    const uploadPrefix = 'https://api-eu.cloudinary.com'
    expect(readCloudinaryUrl(`cloudinary://123:hush@studio?upload_prefix=${uploadPrefix}`)).to.deep.equal({
      ...account,
      uploadPrefix,
    })
  })

  for (const text of [
    'cloudinary://<your_api_key>:<your_api_secret>@studio',
    'cloudinary://123:**********@studio',
    'cloudinary://API_KEY:API_SECRET@CLOUD_NAME',
    'CLOUDINARY_URL=cloudinary://123:your_api_secret@studio',
  ]) {
    it(`is none with placeholders: ${text}`, () => {
      expect(readCloudinaryUrl(text))
        .to.have.property('fault')
        .that.matches(/^placeholders/)
    })
  }

  for (const text of [
    '',
    'hush',
    'cloudinary://studio',
    'cloudinary://123@studio',
    'https://123:hush@studio',
    '{"a":1}',
  ]) {
    it(`is none, and not repeated: ${JSON.stringify(text)}`, () => {
      expect(readCloudinaryUrl(text))
        .to.have.property('fault')
        .that.matches(/^no API environment variable/)
        .and.not.contains('hush')
    })
  }
})

describe('the secret, before a deploy', () => {
  const rejection = (call: Promise<unknown>) => call.then(undefined, (thrown: unknown) => thrown)

  it('passes where it holds an account', async () => {
    expect(await checkSecret(NAME, 'eu-west-1', async () => 'cloudinary://123:hush@studio')).to.equal(undefined)
  })

  it('that is not there stops the deploy, with the command that makes it', async () => {
    const thrown = await rejection(checkSecret(NAME, 'eu-west-1', async () => undefined))
    expect(thrown).to.be.instanceOf(UsageError)
    expect(String(thrown)).to.contain(`found none. Run \`aws secretsmanager create-secret --name ${NAME}`)
  })

  it('that holds something else stops it too, and is not repeated', async () => {
    const thrown = await rejection(checkSecret(NAME, 'eu-west-1', async () => 'hush'))
    expect(thrown).to.be.instanceOf(UsageError)
    expect(String(thrown)).to.contain(`put-secret-value --secret-id ${NAME}`).and.not.contain('hush')
  })

  it('that may not be looked at does not: who deploys need not know it', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' })
    expect(await checkSecret(NAME, 'eu-west-1', () => Promise.reject(denied)))
      .to.contain('could not be looked at')
      .and.to.contain('not authorized')
  })
})
