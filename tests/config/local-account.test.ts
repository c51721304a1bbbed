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
    ['is one outside where one is', URL, { url: URL, cloudName: 'studio', isStandIn: false }],
  ] as const) {
    it(name, () => expect(read({ CLOUDINARY_URL: url }).account).to.deep.equal(account))
  }

  it('is not said where it is malformed', () => {
    const fault = faultOf(() => read({ CLOUDINARY_URL: 'https://key:hush@studio' }))
    expect(fault).to.contain('CLOUDINARY_URL').and.to.contain('or nothing for the stand-in').and.not.to.contain('hush')
    expect(fault).to.contain('not shown, it is secret), as the shell exports it')
  })

  for (const flag of ['--fresh', '--memory']) {
    it(`is not left with assets of files that ${flag} throws away`, () => {
      expect(faultOf(() => read({ CLOUDINARY_URL: URL }, [flag]))).to.contain('no flags with CLOUDINARY_URL')
    })
  }
})
