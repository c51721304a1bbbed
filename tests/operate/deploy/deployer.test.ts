import { expect } from 'chai'
import { applyDeployer, nameDeployer } from '../../../operate/deploy/deployer.ts'
import { principalOf, tellWriters, writerPatterns } from '../../../operate/stage/marker-writers.ts'

const ROLE = 'arn:aws:sts::111122223333:assumed-role/ci/build-17'
const within = (name: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${name}` })

/** The resources of a stage that is packaged with this parameter. */
function packagedWith(deployer: string, hasBucket = true) {
  const keep = {
    Sid: 'DenyMarkerToOthers',
    Condition: { ArnNotLike: { 'aws:PrincipalArn': [within('root'), within(deployer)] } },
  }
  const bucket = {
    SourceBucketPolicy: { Properties: { Bucket: 'b', PolicyDocument: { Statement: [{ Sid: 'A' }, keep] } } },
  }
  const worker = { Properties: { Timeout: 15, Environment: { Variables: { STAGE: 'dev', DEPLOYER: deployer } } } }
  const resources = { ...(hasBucket ? bucket : {}), WorkerLambdaFunction: worker }
  applyDeployer(resources)
  return resources
}

type Resources = ReturnType<typeof packagedWith>

const writersOf = ({ SourceBucketPolicy }: Resources) =>
  SourceBucketPolicy?.Properties.PolicyDocument.Statement.flatMap((statement) =>
    'Condition' in statement ? statement.Condition.ArnNotLike['aws:PrincipalArn'] : [],
  )
const told = ({ WorkerLambdaFunction }: Resources) => WorkerLambdaFunction.Properties.Environment.Variables

/** Names who deploys, and tells what was said of it, and how often AWS was asked. */
async function deployBy(arn: string, resources: Resources, known?: string) {
  const asked: string[] = []
  const answer = async <Value>(name: string, value: Value) => {
    asked.push(name)
    return value
  }
  const said = await nameDeployer(resources, {
    callerArn: () => answer('arn', arn),
    before: () => answer('before', known),
  })
  return { said, asked }
}

describe('who deploys', () => {
  const names: readonly (readonly [string, string, string | undefined])[] = [
    ['a role', ROLE, 'role/ci'],
    [
      'somebody of IAM Identity Center',
      'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0f1/anna@example.com',
      'role/AWSReservedSSO_Admin_0f1',
    ],
    ['a role in another partition', 'arn:aws-cn:sts::111122223333:assumed-role/ci/x', 'role/ci'],
    ['a user', 'arn:aws:iam::111122223333:user/anna', 'user/anna'],
    ['a user with a path', 'arn:aws:iam::111122223333:user/staff/press/anna', 'user/staff/press/anna'],
    ['the root of the account', 'arn:aws:iam::111122223333:root', 'root'],
    ['a federated user, whom no name within IAM means', 'arn:aws:sts::111122223333:federated-user/anna', undefined],
    ['nobody', '', undefined],
  ]
  for (const [what, arn, name] of names) {
    it(`is known by STS: ${what}`, () => {
      expect(principalOf(arn)).to.equal(name)
    })
  }

  it('may write the marker where nobody is named, and is told to the worker', async () => {
    const resources = packagedWith('auto')
    expect(writersOf(resources)).to.deep.equal([within('root'), within('*')])
    const { said } = await deployBy(ROLE, resources)
    expect(writersOf(resources)).to.deep.equal(['root', 'role/ci', 'role/*/ci'].map(within))
    expect(told(resources)).to.deep.equal({ STAGE: 'dev', DEPLOYER: 'role/ci' })
    expect(said).to.match(
      /^From this deploy on role\/ci and the account's root may write the marker \.wellknown\/\. DEPLOYER/,
    )
  })

  it('is named once where it is the root', async () => {
    const resources = packagedWith('auto')
    await deployBy('arn:aws:iam::111122223333:root', resources)
    expect(writersOf(resources)).to.deep.equal([within('root')])
    expect(told(resources).DEPLOYER).to.equal('root')
  })

  it('is told to the worker alone where the bucket is there already: `sls connect` gives that its policy', async () => {
    const resources = packagedWith('auto', false)
    await deployBy(ROLE, resources)
    expect(told(resources).DEPLOYER).to.equal('role/ci')
  })

  it('is told of whenever it is another one than before, so that nobody is locked out unseen', async () => {
    const { said } = await deployBy(ROLE, packagedWith('auto'), 'user/anna')
    expect(said)
      .to.contain("role/ci and the account's root may")
      .and.to.contain("before, user/anna and the account's root might")
    expect((await deployBy(ROLE, packagedWith('auto'), 'role/ci')).said).to.equal(undefined)
  })

  it('is anybody of the account where it has no name within IAM, which is told', async () => {
    const resources = packagedWith('auto')
    const { said } = await deployBy('arn:aws:sts::111122223333:federated-user/anna', resources)
    expect(writersOf(resources)).to.deep.equal([within('root'), within('*')])
    expect(told(resources).DEPLOYER).to.equal('auto')
    expect(said).to.match(/federated-user\/anna cannot be named in a policy: anybody of the account/)
  })

  for (const deployer of ['*', 'role/ci user/anna']) {
    it(`is asked of nobody where the parameter is ${deployer}`, async () => {
      const resources = packagedWith(deployer)
      const before = structuredClone(resources)
      expect(await deployBy(ROLE, resources)).to.deep.equal({ said: undefined, asked: [] })
      expect(resources).to.deep.equal(before)
    })
  }
})

describe('the names of who may write the marker', () => {
  it('mean a user or a role whatever its path, unless they have one or a wildcard', () => {
    expect(writerPatterns('role/ci user/anna')).to.deep.equal(['role/ci', 'role/*/ci', 'user/anna', 'user/*/anna'])
    expect(writerPatterns('role/staff/ci')).to.deep.equal(['role/staff/ci'])
    expect(writerPatterns('role/ci-*')).to.deep.equal(['role/ci-*'])
    expect(writerPatterns('*')).to.deep.equal(['*'])
  })

  it('are told in words', () => {
    expect(tellWriters('role/ci user/anna')).to.equal("role/ci and user/anna and the account's root")
    expect(tellWriters('root')).to.equal("the account's root")
    for (const anybody of ['*', 'auto']) expect(tellWriters(anybody)).to.match(/^anybody of the account/)
  })
})
