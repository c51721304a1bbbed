import { runSimulation } from '@cloud-copilot/iam-simulate'
import { expect } from 'chai'
import { z } from 'zod'
import { type ResourceIdentity, resolveIntrinsics } from '../../local/deployment/intrinsics.ts'
import { LOCAL_ACCOUNT } from '../../local/deployment/provision.ts'
import { limits } from '../../shared/model/limits.ts'
import { statementsOf } from './checks/statements.ts'
import { type Choices, everyChoice, packaged, sftpChoice } from './packages.ts'

const BUCKET = `arn:aws:s3:::ftp-api-for-cloudinary-dev-${LOCAL_ACCOUNT}`

/** What Transfer Family calls for a client. Source: AWS Transfer Family User Guide, "Allowing read and write access to a bucket". */
const READS = ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging'] as const
const WRITES = [
  's3:PutObject',
  's3:PutObjectTagging',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
] as const
const CALLS = [...READS, ...WRITES, 's3:DeleteObject']

const identities: ReadonlyMap<string, ResourceIdentity> = new Map([
  ['AWS::Partition', { ref: 'aws', attributes: {} }],
  ['AWS::Region', { ref: 'us-east-1', attributes: {} }],
  ['AWS::AccountId', { ref: LOCAL_ACCOUNT, attributes: {} }],
])
const policiesSchema = z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() }))

interface Call {
  readonly action: string
  readonly resource: string
  /** Of a listing. */
  readonly prefix?: string
  readonly session?: unknown
}

/** What comes of a call for a user whose session has a policy of its own, or none. */
async function verdict({ action, resource, prefix, session }: Call): Promise<string> {
  const { template } = await packaged('dev', sftpChoice)
  const role = template.Resources.TransferRole?.Properties.Policies
  const policies = policiesSchema.parse(resolveIntrinsics(role, identities))
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/TransferRole/a.session@s-00000000000000000`,
        action,
        resource: { resource, accountId: LOCAL_ACCOUNT },
        contextVariables: { 'aws:SecureTransport': 'true', ...(prefix === undefined ? {} : { 's3:prefix': prefix }) },
      },
      sessionPolicy: session,
      identityPolicies: policies.map(({ PolicyName: name, PolicyDocument: policy }) => ({ name, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  return result.resultType === 'error' ? JSON.stringify(result) : result.overallResult
}

/** The calls on an object that end in anything but what is expected. */
async function others(expected: string, key: string, calls: readonly string[], session?: unknown): Promise<string[]> {
  const resource = `${BUCKET}/${key}`
  const found = await Promise.all(calls.map(async (action) => [action, await verdict({ action, resource, session })]))
  return found.filter(([, result]) => result !== expected).map((line) => line.join(' '))
}

describe('the function that lets FTP users in', () => {
  it('has the memory that the dearest password takes, and what the rest of it does', async () => {
    const { IdentityLambdaFunction } = (await packaged('staging', everyChoice)).template.Resources
    const mebibytes = (128 * 8 * 2 ** limits.passwordLogCostMax) / 2 ** 20
    expect(IdentityLambdaFunction?.Properties.MemorySize).to.be.at.least(mebibytes + 256)
  })
})

describe('the role of FTP users', () => {
  it('lets them do what a client does', async () => {
    expect(await others('Allowed', 'incoming/a/1.jpg', CALLS)).to.deep.equal([])
    expect(await verdict({ action: 's3:ListBucket', resource: BUCKET })).to.equal('Allowed')
  })

  it('lets them delete nothing that brings a file back, and change no settings', async () => {
    const actions = ['s3:DeleteObjectVersion', 's3:PutObjectAcl', 's3:BypassGovernanceRetention']
    expect(await others('ImplicitlyDenied', 'incoming/a/1.jpg', actions)).to.deep.equal([])
    for (const action of ['s3:PutBucketPolicy', 's3:PutBucketVersioning', 's3:DeleteBucket']) {
      expect(await verdict({ action, resource: BUCKET }), action).to.equal('ImplicitlyDenied')
    }
  })

  it('keeps them from the marker, and from other buckets', async () => {
    expect(await others('ExplicitlyDenied', '.wellknown/cloudinary/demo', CALLS)).to.deep.equal([])
    const elsewhere = await verdict({ action: 's3:GetObject', resource: 'arn:aws:s3:::others/a.jpg' })
    expect(elsewhere).to.equal('ImplicitlyDenied')
  })

  it('names the bucket`s key where it has one, and no other', async () => {
    const keys = async (stage: string, choices: Choices) =>
      statementsOf((await packaged(stage, choices)).template).filter(
        ({ id, actions }) => id === 'TransferRole' && actions.some((action) => action.startsWith('kms:')),
      )
    const [found, ...others] = await keys('staging', everyChoice)
    expect([found?.actions, others]).to.deep.equal([['kms:Decrypt', 'kms:GenerateDataKey'], []])
    expect(found?.resources.join()).to.match(/:kms:[^*,]*:key\/00000000-0000-0000-0000-000000000000$/)
    expect(await keys('dev', sftpChoice)).to.deep.equal([])
  })
})
