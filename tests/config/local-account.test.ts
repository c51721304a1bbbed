import { expect } from 'chai'
import { readLocalSettings } from '../../local/settings.ts'
import { ConfigError } from '../../shared/model/config-error.ts'

const URL = 'cloudinary://key:hush@studio'

function read(texts: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const settings = readLocalSettings(flags, texts)
  if ('help' in settings) throw new Error('expected settings')
  return settings
}

function faultOf(call: () => unknown): string {
  try {
    call()
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message
  }
  throw new Error('expected a ConfigError')
}

describe('the account that the local stack mirrors into', () => {
  for (const [name, url, account] of [
    ['is that of the stand-in where none is named', '', undefined],
    ['is one at Cloudinary', URL, { cloudName: 'studio', deliveryUrl: 'https://res.cloudinary.com/studio' }],
    [
      'may be in Europe',
      `${URL}?upload_prefix=https://api-eu.cloudinary.com`,
      { cloudName: 'studio', deliveryUrl: 'https://res.cloudinary.com/studio' },
    ],
    [
      'may be a stand-in that runs by itself',
      `${URL}?upload_prefix=http%3A%2F%2F127.0.0.1%3A4580`,
      { cloudName: 'studio', deliveryUrl: 'http://127.0.0.1:4580/studio' },
    ],
  ] as const) {
    it(name, () => {
      const settings = read({ CLOUDINARY_URL: url })
      expect(settings.account).to.deep.equal(account && { url, isStandIn: false, ...account })
    })
  }

  it('is not said where it is malformed', () => {
    const fault = faultOf(() => read({ CLOUDINARY_URL: 'https://key:hush@studio' }))
    expect(fault).to.contain('CLOUDINARY_URL').and.to.contain('or nothing for the stand-in').and.not.to.contain('hush')
  })

  for (const flag of ['--fresh', '--memory']) {
    it(`is not left with assets of files that ${flag} throws away`, () => {
      expect(faultOf(() => read({ CLOUDINARY_URL: URL }, [flag]))).to.contain('no flags with CLOUDINARY_URL')
    })
  }
})
