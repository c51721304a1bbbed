import { writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { variables } from '../../../operate/deploy/parameters.ts'
import { strayNotes } from '../../../operate/deploy/stray.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('a line of .env that nothing reads', () => {
  const before = process.cwd()
  beforeEach(() => process.chdir(temporaryFolder('stray')))
  afterEach(() => process.chdir(before))

  it('is told of where its name is nearly that of another, with its place', () => {
    writeFileSync('.env', 'SETTLE_SECONDS=5\n')
    writeFileSync('.env.dev', '# A comment.\nSETLE_SECONDS=5\nexport DELETION_MAX=1\nMY_OWN=1\nSOURCE_BUCKET=studio\n')
    expect(strayNotes('dev', variables)).to.deep.equal([
      'Warning: nothing reads SETLE_SECONDS, in .env.dev (line 2). SETTLE_SECONDS may be meant.',
      'Warning: nothing reads DELETION_MAX, in .env.dev (line 3). DELETIONS_MAX may be meant.',
    ])
    expect(strayNotes('prod', variables)).to.deep.equal([])
  })

  it('is nothing without a file', () => expect(strayNotes('dev', variables)).to.deep.equal([]))
})
