import { expect } from 'chai'
import { knownRegions, regionFaults, regionNotes } from '../../../operate/deploy/region.ts'

const [HERE, THERE] = ['us-east-1', 'eu-west-1']

const KNOWN = ['us-east-1', 'eu-west-1', 'eu-west-2']

describe('the region of a command', () => {
  const found = (region: string, isRegionGiven: boolean, known = KNOWN) =>
    regionFaults({ region, stage: 'dev', isRegionGiven }, known)

  it('is one that the framework knows, or told with where it has been read from', () => {
    expect(found('eu-west-2', false)).to.deep.equal([])
    expect(found('eu-wst-2', true)).to.deep.equal([
      { name: '--region', expected: 'a region of AWS, perhaps eu-west-2', found: '"eu-wst-2", by the command' },
    ])
    const before = process.env.AWS_DEFAULT_REGION
    process.env.AWS_DEFAULT_REGION = 'us-est-1'
    const [fault] = found('us-est-1', false)
    if (before === undefined) delete process.env.AWS_DEFAULT_REGION
    else process.env.AWS_DEFAULT_REGION = before
    expect(fault).to.include({ name: 'AWS_DEFAULT_REGION', found: '"us-est-1", as the shell exports it' })
    expect(found('nowhere', false)[0]).to.include({ name: 'provider.region', found: '"nowhere", in serverless.yml' })
  })

  it('is left to the framework where that does not say which it knows', () => {
    expect(found('nowhere', false, [...knownRegions(undefined), ...knownRegions({ schema: {} })])).to.deep.equal([])
  })
})

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
