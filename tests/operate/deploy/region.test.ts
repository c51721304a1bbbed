import { expect } from 'chai'
import { regionNotes } from '../../../operate/deploy/region.ts'

const [HERE, THERE] = ['us-east-1', 'eu-west-1']

describe('the region of a deploy', () => {
  const cases: readonly (readonly [what: string, inFile: object, set: object, note: RegExp | undefined])[] = [
    ['is the only one that is named', {}, { AWS_REGION: HERE }, undefined],
    ['is named by nothing', {}, {}, undefined],
    ['is the one of the file', { AWS_REGION: HERE }, { AWS_REGION: HERE }, undefined],
    [
      'is another one than the file names, because the shell exports it',
      { AWS_REGION: THERE },
      { AWS_REGION: HERE },
      /^Deploying to us-east-1, which the shell exports as AWS_REGION, and not to eu-west-1, which \.env\.dev names\. .*`unset AWS_REGION`/,
    ],
    [
      'is exported under the older name, and the file names another one',
      { AWS_DEFAULT_REGION: THERE },
      { AWS_DEFAULT_REGION: HERE },
      /^Deploying to us-east-1, which the shell exports as AWS_DEFAULT_REGION, and not to eu-west-1/,
    ],
    [
      'is another one than an older AWS CLI would take',
      {},
      { AWS_REGION: HERE, AWS_DEFAULT_REGION: THERE },
      /^Deploying to us-east-1, by AWS_REGION\. AWS_DEFAULT_REGION is eu-west-1/,
    ],
  ]
  for (const [what, inFile, set, note] of cases) {
    it(`${note ? 'is told where it' : 'is not told where it'} ${what}`, () => {
      const notes = regionNotes(HERE, { file: '.env.dev', inFile, set })
      if (note) expect(notes.join()).to.match(note)
      else expect(notes).to.deep.equal([])
    })
  }
})
