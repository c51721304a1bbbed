import { expect } from 'chai'
import { readEnvironment } from '../../shared/config/environment.ts'
import { ConfigError } from '../../shared/model/config-error.ts'

const good = {
  SOURCE_BUCKET: 'studio',
  LEDGER_TABLE: 'ledger',
  QUEUE_URL: 'https://sqs/1/changes',
  DEAD_LETTER_QUEUE_URL: 'https://sqs/1/dead',
  CLOUDINARY_URL: 'cloudinary://key:s3cret@demo?upload_prefix=http://127.0.0.1:1',
  SETTLE_SECONDS: '10',
  ATTEMPT_SECONDS: '900',
  CHANGES_AT_ONCE: '2',
  DELETIONS_MAX: '200',
  DELETIONS_WINDOW_SECONDS: '3600',
}

function faultsOf(change: Record<string, string | undefined>): ConfigError {
  try {
    readEnvironment({ ...good, ...change })
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown
    throw thrown
  }
  throw new Error('expected a ConfigError, found none')
}

describe('settings', () => {
  it('are parsed where they are good', () => {
    const environment = readEnvironment(good)
    expect(environment).to.deep.include({ bucket: 'studio', settleMs: 10_000, attemptMs: 900_000, changesAtOnce: 2 })
    expect(environment.cloudinary).to.deep.equal({
      cloudName: 'demo',
      apiKey: 'key',
      apiSecret: 's3cret',
      uploadPrefix: 'http://127.0.0.1:1',
    })
  })

  it('report every fault at once, each with what was expected, what was found and an example', () => {
    const error = faultsOf({ SOURCE_BUCKET: undefined, SETTLE_SECONDS: 'soon', CHANGES_AT_ONCE: '0' })
    expect(error.faults.map(({ name }) => name).sort()).to.deep.equal([
      'CHANGES_AT_ONCE',
      'SETTLE_SECONDS',
      'SOURCE_BUCKET',
    ])
    expect(error.message).to.match(/^3 settings are missing or malformed:/)
    expect(error.message).to.contain('found    nothing').and.to.contain('found    "soon"').and.to.contain('example  ')
  })

  it('take the account from a secret by name', () => {
    const environment = readEnvironment({ ...good, CLOUDINARY_URL: undefined, CLOUDINARY_URL_SECRET: 'studio/url' })
    expect(environment).to.include({ cloudinary: undefined, cloudinarySecret: 'studio/url' })
  })

  it('say what to do where the account is given twice or not at all, and show no secret', () => {
    const twice = faultsOf({ CLOUDINARY_URL_SECRET: 'studio/url' })
    expect(twice.faults.map(({ name }) => name)).to.deep.equal(['CLOUDINARY_URL'])
    expect(twice.message).to.contain('unset one of the two').and.not.to.contain('s3cret')
    for (const nothing of [undefined, '']) {
      const missing = faultsOf({ CLOUDINARY_URL: undefined, CLOUDINARY_URL_SECRET: nothing })
      expect(missing.faults.map(({ name }) => name)).to.deep.equal(['CLOUDINARY_URL'])
      expect(missing.message).to.contain('CLOUDINARY_URL_SECRET')
    }
  })

  for (const text of [
    'http://key:s3cret@demo',
    'cloudinary://key@demo',
    'cloudinary://key:s3cret@',
    's3cret',
    'cloudinary://key:s3cret%x@demo',
  ]) {
    it(`never show a malformed secret such as ${text.replace('s3cret', '...')}`, () => {
      const error = faultsOf({ CLOUDINARY_URL: text })
      expect(error.faults.map(({ name }) => name)).to.deep.equal(['CLOUDINARY_URL'])
      expect(JSON.stringify(error.faults) + error.message).not.to.contain('s3cret')
    })
  }
})
