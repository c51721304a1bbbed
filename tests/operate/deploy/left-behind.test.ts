import { expect } from 'chai'
import { UsageError } from '../../../operate/cli/usage-error.ts'
import { givenParameters } from '../../../operate/deploy/given.ts'
import { checkLeftBehind, fixedNames } from '../../../operate/deploy/left-behind.ts'
import { usual } from './faults.ts'

describe('what an earlier stage has left behind', () => {
  const names = (...options: readonly string[]) =>
    fixedNames('service-dev', givenParameters('dev', { default: usual }, options))

  it('may have the names of what a deploy makes: its bucket, its ledger, and the table of FTP users', () => {
    expect(names()).to.deep.equal({ stack: 'service-dev', bucket: 'studio', tables: ['service-dev-ledger'] })
    expect(names('transfer=sftp').tables).to.deep.equal(['service-dev-ledger', 'service-dev-identity'])
    expect(names('existingBucket=studio').bucket).to.equal(undefined)
  })

  it('ends a deploy before anything is made, with what it is and what to do', async () => {
    const found = ['the bucket studio, in eu-west-1', 'the table service-dev-ledger']
    const thrown: unknown = await checkLeftBehind('dev', 'us-east-1', async () => found).catch((error) => error)
    expect(thrown).to.be.instanceOf(UsageError)
    expect(String(thrown)).to.contain(
      'the first deploy of dev to us-east-1 makes, found the bucket studio, in eu-west-1, the table service-dev-ledger. Nothing was made.',
    )
    expect(String(thrown)).to.contain('"Removal"').and.to.contain('choose another --stage')
  })

  it('is nothing, or is told of where it cannot be looked at', async () => {
    expect(await checkLeftBehind('dev', 'us-east-1', async () => [])).to.deep.equal([])
    const denied = () => Promise.reject(Object.assign(new Error('not yours'), { name: 'AccessDenied' }))
    expect((await checkLeftBehind('dev', 'us-east-1', denied)).join()).to.match(
      /could not be looked at: AccessDenied: not yours$/,
    )
  })
})
