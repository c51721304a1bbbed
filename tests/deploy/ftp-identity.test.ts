import { runSimulation } from '@cloud-copilot/iam-simulate'
import { expect } from 'chai'
import { z } from 'zod'
import { type ResourceIdentity, resolveIntrinsics } from '../../local/deployment/intrinsics.ts'
import { LOCAL_ACCOUNT } from '../../local/deployment/provision.ts'
import { sessionPolicy } from '../../shared/identity/answer.ts'
import { type FtpUser, RIGHTS } from '../../shared/model/ftp-user.ts'
import { everyChoice, packaged } from './packages.ts'

const AWS = `us-east-1:${LOCAL_ACCOUNT}`
const NAME = 'ftp-api-for-cloudinary-staging'
const TABLE = `arn:aws:dynamodb:${AWS}:table/${NAME}-identity`
const LEDGER = `arn:aws:dynamodb:${AWS}:table/${NAME}-ledger`
const LOG_GROUP = `arn:aws:logs:${AWS}:log-group:/aws/lambda/${NAME}-identity:*`
const BUCKET = 'arn:aws:s3:::studio-uploads'
const FAILURES = 'failures#203.0.113.7'

const policiesSchema = z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() }))
const identities: ReadonlyMap<string, ResourceIdentity> = new Map([
  ['AWS::Partition', { ref: 'aws', attributes: {} }],
  ['AWS::Region', { ref: 'us-east-1', attributes: {} }],
  ['AWS::AccountId', { ref: LOCAL_ACCOUNT, attributes: {} }],
  ['IdentityTable', { ref: '', attributes: { Arn: TABLE } }],
  ['IdentityLogGroup', { ref: '', attributes: { Arn: LOG_GROUP } }],
])

interface Call {
  readonly action: string
  readonly resource: string
  /** What the condition keys of the call have. */
  readonly context?: Readonly<Record<string, string | string[]>>
}

/** What comes of a call by a role of a stage that has a server for FTP clients. */
async function verdict(role: string, { action, resource, context = {} }: Call, session?: object): Promise<string> {
  const { template } = await packaged('staging', everyChoice)
  const policies = policiesSchema.parse(resolveIntrinsics(template.Resources[role]?.Properties.Policies, identities))
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/${role}/session`,
        action,
        resource: { resource, accountId: LOCAL_ACCOUNT },
        contextVariables: context,
      },
      ...(session && { sessionPolicy: session }),
      identityPolicies: policies.map(({ PolicyName: name, PolicyDocument: policy }) => ({ name, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  return result.resultType === 'error' ? JSON.stringify(result) : result.overallResult
}

const onTable = (name: string, partition?: string): Call => ({
  action: `dynamodb:${name}`,
  resource: TABLE,
  ...(partition !== undefined && { context: { 'dynamodb:LeadingKeys': [partition] } }),
})

describe('the permissions of IdentityRole', () => {
  it('suffice for all that its code calls', async () => {
    const stream = LOG_GROUP.replace(/\*$/, 'log-stream:2026/11/24/x')
    const calls: Call[] = [
      onTable('GetItem', 'user'),
      onTable('GetItem', FAILURES),
      onTable('UpdateItem', FAILURES),
      { action: 'logs:CreateLogStream', resource: stream },
      { action: 'logs:PutLogEvents', resource: stream },
    ]
    for (const call of calls) expect(await verdict('IdentityRole', call), JSON.stringify(call)).to.equal('Allowed')
  })

  it('suffice to make or change no user, to list none, and for nothing else', async () => {
    const key = { 'dynamodb:LeadingKeys': ['user'] }
    const calls: Call[] = [
      ...['PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map((name) => onTable(name, 'user')),
      ...['PutItem', 'DeleteItem', 'Query'].map((name) => onTable(name, FAILURES)),
      ...['Scan', 'GetItem', 'UpdateItem', 'DeleteTable'].map((name) => onTable(name)),
      onTable('GetItem', 'users'),
      { action: 'dynamodb:GetItem', resource: LEDGER, context: key },
      { action: 'dynamodb:GetItem', resource: `${TABLE}-other`, context: key },
      { action: 's3:GetObject', resource: `${BUCKET}/a.jpg` },
      { action: 's3:ListBucket', resource: BUCKET },
      { action: 'sts:AssumeRole', resource: `arn:aws:iam::${LOCAL_ACCOUNT}:role/TransferRole` },
      { action: 'iam:PassRole', resource: `arn:aws:iam::${LOCAL_ACCOUNT}:role/TransferRole` },
    ]
    for (const call of calls) {
      expect(await verdict('IdentityRole', call), JSON.stringify(call)).to.equal('ImplicitlyDenied')
    }
  })
})

describe('a stage with a server for FTP clients', () => {
  it('tells somebody when logins fail, and one without has neither function nor table', async () => {
    const { Resources } = (await packaged('staging', everyChoice)).template
    const ofUsers = [
      'IdentityErrorsAlarm',
      'IdentityLambdaFunction',
      'IdentityLogGroup',
      'IdentityRole',
      'IdentityTable',
    ]
    expect(Resources).to.include.all.keys(...ofUsers, 'TransferRole')
    expect(Resources.IdentityErrorsAlarm?.Properties).to.deep.include({
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'IdentityLambdaFunction' } }],
      AlarmActions: [{ Ref: 'AlarmTopic' }],
    })
    expect((await packaged('dev')).template.Resources).not.to.have.any.keys(...ofUsers, 'TransferRole')
  })

  it('lets users in whose home is not there yet', async () => {
    // Else it has to be made first, as an empty object. Source: AWS Transfer Family User Guide, "Implementing logical directories".
    const { TransferServer } = (await packaged('staging', everyChoice)).template.Resources
    expect(TransferServer?.Properties.S3StorageOptions).to.deep.equal({ DirectoryListingOptimization: 'ENABLED' })
  })

  it('keeps the table of users as it keeps the ledger', async () => {
    const { Resources } = (await packaged('staging', everyChoice)).template
    const care = ['PointInTimeRecoverySpecification', 'SSESpecification', 'TimeToLiveSpecification'] as const
    for (const name of [...care, 'DeletionProtectionEnabled', 'BillingMode']) {
      expect(Resources.IdentityTable?.Properties[name], name).to.deep.equal(Resources.LedgerTable?.Properties[name])
    }
  })
})

describe('the session of an FTP user', () => {
  const door = { bucket: 'studio-uploads', roleArn: `arn:aws:iam::${LOCAL_ACCOUNT}:role/TransferRole` }
  const user: FtpUser = { name: 'a', home: '/incoming/a', rights: RIGHTS, publicKeys: [], from: [], isDisabled: false }

  /** What the user may do with an object, of reading, writing and deleting it. */
  async function allowed(key: string, more: Partial<FtpUser> = {}): Promise<string[]> {
    const session = sessionPolicy({ ...user, ...more }, door)
    const calls = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']
    const resource = `${BUCKET}/${key}`
    const results = await Promise.all(calls.map((action) => verdict('TransferRole', { action, resource }, session)))
    return calls.filter((_, index) => results[index] === 'Allowed')
  }

  const list = (prefix: string, more: Partial<FtpUser> = {}) =>
    verdict(
      'TransferRole',
      { action: 's3:ListBucket', resource: BUCKET, context: { 's3:prefix': prefix } },
      sessionPolicy({ ...user, ...more }, door),
    )

  it('reaches the home and nothing beside it', async () => {
    expect(await allowed('incoming/a/1.jpg')).to.deep.equal(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'])
    for (const key of ['incoming/b/1.jpg', 'incoming/ab/1.jpg', 'incoming/a', 'incoming/1.jpg', '1.jpg']) {
      expect(await allowed(key), key).to.deep.equal([])
    }
    expect(await allowed('.wellknown/cloudinary/demo')).to.deep.equal([])
    expect(await allowed('.wellknown/cloudinary/demo', { home: '/' })).to.deep.equal([])
    expect(await allowed('anywhere/1.jpg', { home: '/' })).to.have.length(3)
  })

  it('lists the home and nothing beside it', async () => {
    for (const prefix of ['incoming/a', 'incoming/a/', 'incoming/a/deep/']) {
      expect(await list(prefix), prefix).to.equal('Allowed')
    }
    for (const prefix of ['', 'incoming/', 'incoming/b/', 'incoming/ab', '.wellknown/']) {
      expect(await list(prefix), prefix).to.equal('ImplicitlyDenied')
    }
    expect(await list('', { home: '/' })).to.equal('Allowed')
  })

  it('has the rights of the user', async () => {
    const key = 'incoming/a/1.jpg'
    expect(await allowed(key, { rights: ['read'] })).to.deep.equal(['s3:GetObject'])
    expect(await allowed(key, { rights: ['write'] })).to.deep.equal(['s3:PutObject'])
    expect(await allowed(key, { rights: ['write', 'delete'] })).to.deep.equal(['s3:PutObject', 's3:DeleteObject'])
    expect(await allowed(key, { rights: [] })).to.deep.equal([])
  })

  it('knows what is a directory, also where it may read no file', async () => {
    const rights = ['write'] as const
    for (const key of ['incoming/a/', 'incoming/a/deep/', 'incoming/a/deep/er/']) {
      expect(await allowed(key, { rights }), key).to.deep.equal(['s3:GetObject', 's3:PutObject'])
    }
    expect(await allowed('deep/', { rights, home: '/' })).to.deep.equal(['s3:GetObject', 's3:PutObject'])
    expect(await allowed('incoming/a/deep/1.jpg', { rights })).to.deep.equal(['s3:PutObject'])
    expect(await allowed('incoming/b/', { rights })).to.deep.equal([])
  })

  it('takes the characters of a home for themselves', async () => {
    const home = "/Kunde (A) & Co., 'x'+=@!"
    expect(await allowed(`${home.slice(1)}/1.jpg`, { home })).to.have.length(3)
    expect(await allowed("Kunde (B) & Co., 'x'+=@!/1.jpg", { home })).to.deep.equal([])
    expect(() => sessionPolicy({ ...user, home: '/incoming/*' }, door)).to.throw(/a form that is not ours/)
  })

  it('lets through what the role lets through, and no more', async () => {
    const decrypt = { action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:111122223333:key/other' }
    expect(await verdict('TransferRole', decrypt, sessionPolicy(user, door))).to.equal('ImplicitlyDenied')
  })
})
