import { join } from 'node:path'
import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate'
import { expect } from 'chai'
import { z } from 'zod'
import { type ResourceIdentity, resolveIntrinsics } from '../../local/deployment/intrinsics.ts'
import { LOCAL_ACCOUNT } from '../../local/deployment/provision.ts'
import { nameDeployer } from '../../operate/deploy/deployer.ts'
import { PROJECT } from '../support/sls.ts'
import type { Template } from './checks/template.ts'
import { type Choices, packaged, sftpChoice } from './packages.ts'

const BUCKET = `ftp-api-for-cloudinary-dev-${LOCAL_ACCOUNT}`
const ARN = `arn:aws:s3:::${BUCKET}`
const MARKER = `${ARN}/.wellknown/cloudinary/demo`
const OBJECT = `${ARN}/uploads/a.jpg`
const CLOUDINARY = 'arn:aws:iam::232482882421:root'
const iam = (name: string) => `arn:aws:iam::${LOCAL_ACCOUNT}:${name}`

const anybody = sftpChoice
/** Who deploys is named, and so are the prefixes that are mirrored: neither changes what comes of the other. */
const named: Choices = {
  variables: { DEPLOYER: 'role/deployer user/anna', MIRROR_CONFIG: join(PROJECT, 'tests/deploy/rules-sources.ts') },
}

const identities: ReadonlyMap<string, ResourceIdentity> = new Map([
  ['AWS::Partition', { ref: 'aws', attributes: {} }],
  ['AWS::Region', { ref: 'us-east-1', attributes: {} }],
  ['AWS::AccountId', { ref: LOCAL_ACCOUNT, attributes: {} }],
  ['SourceBucket', { ref: BUCKET, attributes: { Arn: ARN } }],
])
const policiesSchema = z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() }))

function policiesOf({ Resources }: Template, role: string): Simulation['identityPolicies'] {
  const policies = policiesSchema.parse(resolveIntrinsics(Resources[role]?.Properties.Policies, identities))
  return policies.map(({ PolicyName: name, PolicyDocument: policy }) => ({ name, policy }))
}

/** Somebody whose own account lets them do everything with S3. */
const MIGHTY = [
  {
    name: 'mighty',
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
  },
]

/** The template of a stage, as it is packaged or, by whose credentials these are, deployed. */
async function templateOf(choices: Choices, callerArn?: string): Promise<Template> {
  const { template } = await packaged('dev', choices)
  if (callerArn === undefined) return template
  const own = structuredClone(template)
  await nameDeployer(own.Resources, { callerArn: async () => callerArn, before: async () => undefined })
  return own
}

/** What comes of a call to S3, by the policies of who calls and by the bucket's. */
async function verdict(choices: Choices, who: string, action: string, resource: string, deployedBy?: string) {
  const template = await templateOf(choices, deployedBy)
  const isTransfer = who === iam('role/TransferRole')
  const result = await runSimulation(
    {
      request: {
        principal: who,
        action,
        resource: { resource, accountId: LOCAL_ACCOUNT },
        contextVariables: { 'aws:PrincipalArn': who, 'aws:SecureTransport': 'true' },
      },
      identityPolicies: isTransfer ? policiesOf(template, 'TransferRole') : MIGHTY,
      resourcePolicy: resolveIntrinsics(template.Resources.SourceBucketPolicy?.Properties.PolicyDocument, identities),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  return result.resultType === 'error' ? JSON.stringify(result) : result.overallResult
}

describe('the marker of the bucket', () => {
  const writes = ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectTagging'] as const

  /** A name, who, how the stage is deployed, and what comes of writing the marker. */
  const cases: readonly (readonly [string, string, Choices, string])[] = [
    ['is not for FTP clients', iam('role/TransferRole'), anybody, 'ExplicitlyDenied'],
    [
      'is not for another account, whatever lets that write',
      'arn:aws:iam::999988887777:role/x',
      anybody,
      'ExplicitlyDenied',
    ],
    ['is for the account, where nobody is named', iam('role/admin'), anybody, 'Allowed'],
    ['is for who is named', iam('role/deployer'), named, 'Allowed'],
    ['is for the account`s root, so that nobody is locked out', iam('root'), named, 'Allowed'],
    ['is not for others who may write to the bucket', iam('role/uploader'), named, 'ExplicitlyDenied'],
    ['is not for other users either', iam('user/deployer'), named, 'ExplicitlyDenied'],
  ]
  for (const [name, who, choices, expected] of cases) {
    it(`${name}`, async () => {
      const found = await Promise.all(writes.map((action) => verdict(choices, who, action, MARKER)))
      expect(found).to.deep.equal(writes.map(() => expected))
    })
  }

  const session = (role: string) => `arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/${role}/anna@example.com`

  /** Who, who has deployed, how, and what comes of writing the marker. By a role's session S3 is told the role's ARN, with its path. */
  const afterDeploy: readonly (readonly [string, string, string, Choices, string])[] = [
    ['is for the role that deploys', iam('role/ci'), session('ci'), {}, 'Allowed'],
    ['is for it whatever its path', iam('role/staff/ci'), session('ci'), {}, 'Allowed'],
    [
      'is for who deploys by IAM Identity Center',
      iam('role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0f1'),
      session('AWSReservedSSO_Admin_0f1'),
      {},
      'Allowed',
    ],
    ['is for no role whose name only ends so', iam('role/not-ci'), session('ci'), {}, 'ExplicitlyDenied'],
    ['is for no role with such a path', iam('role/ci/uploader'), session('ci'), {}, 'ExplicitlyDenied'],
    ['is for no user of that name', iam('user/ci'), session('ci'), {}, 'ExplicitlyDenied'],
    ['is for the user who deploys', iam('user/staff/anna'), iam('user/staff/anna'), {}, 'Allowed'],
    [
      'is for no other user than the one who deploys',
      iam('user/berta'),
      iam('user/staff/anna'),
      {},
      'ExplicitlyDenied',
    ],
    ['is for the root, whoever deploys', iam('root'), session('ci'), {}, 'Allowed'],
    ['is for the root alone, where that deploys', iam('role/admin'), iam('root'), {}, 'ExplicitlyDenied'],
    ['is for all who are named, whoever deploys', iam('user/anna'), session('ci'), named, 'Allowed'],
    [
      'is for those who are named only, whoever deploys',
      iam('role/admin'),
      session('admin'),
      named,
      'ExplicitlyDenied',
    ],
  ]
  for (const [name, who, deployer, choices, expected] of afterDeploy) {
    it(`${name}, after a deploy`, async () => {
      const found = await Promise.all(writes.map((action) => verdict(choices, who, action, MARKER, deployer)))
      expect(found).to.deep.equal(writes.map(() => expected))
    })
  }

  it('keeps nobody from other objects', async () => {
    for (const who of [iam('role/TransferRole'), iam('role/uploader')]) {
      expect(await verdict(anybody, who, 's3:PutObject', OBJECT), who).to.equal('Allowed')
      expect(await verdict(anybody, who, 's3:DeleteObject', OBJECT), who).to.equal('Allowed')
    }
  })
})

describe('Cloudinary', () => {
  const reads = (choices: Choices, key: string) => verdict(choices, CLOUDINARY, 's3:GetObject', `${ARN}/${key}`)

  it('may read the whole bucket where the rules mirror it', async () => {
    expect(await reads({}, 'anything/a.jpg')).to.equal('Allowed')
    expect(await reads({}, '.wellknown/cloudinary/demo')).to.equal('Allowed')
  })

  it('may read the marker and the prefixes that the rules name, and nothing else', async () => {
    for (const key of ['uploads/a.jpg', 'press/2026/b.jpg', '.wellknown/cloudinary/demo']) {
      expect(await reads(named, key), key).to.equal('Allowed')
    }
    for (const key of ['private/a.jpg', 'uploads', 'a.jpg', '.wellknown/other']) {
      expect(await reads(named, key), key).not.to.equal('Allowed')
    }
  })

  it('may not write', async () => {
    expect(await verdict({}, CLOUDINARY, 's3:PutObject', OBJECT)).not.to.equal('Allowed')
  })
})
