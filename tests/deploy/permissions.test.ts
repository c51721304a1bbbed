import { runSimulation } from '@cloud-copilot/iam-simulate'
import { expect } from 'chai'
import { z } from 'zod'
import { resolveIntrinsics } from '../../local/deployment/intrinsics.ts'
import { LOCAL_ACCOUNT } from '../../local/deployment/provision.ts'
import { isWithin, production } from '../tidy/sources.ts'
import type { Template } from './checks/template.ts'
import {
  BREAKER,
  BUCKET,
  CURSORS,
  DEAD_LETTERS,
  ENTRIES,
  GUARD,
  INDEXES,
  identities,
  logStream,
  MAPPING,
  MAPPING_ID,
  MARKER,
  OBJECT,
  OWNER,
  QUEUE,
  SECRET,
  SWEEP,
  TABLE,
} from './dev-stage.ts'
import { packaged } from './packages.ts'

const KEPT_BY_WORKERS = [ENTRIES, OWNER, GUARD, BREAKER]

type Calls = readonly (readonly [action: string, resource: string, partition?: string])[]
const onTable = (partition: string, ...names: readonly string[]): Calls =>
  names.map((name) => [`dynamodb:${name}`, TABLE, partition] as const)

/** What each function calls, as its code does: the adapters of S3, SQS, DynamoDB and secrets, and Lambda's own polling. */
const CALLED: Readonly<Record<string, Calls>> = {
  WorkerRole: [
    ['s3:ListBucket', BUCKET],
    ['s3:GetObject', OBJECT],
    ['s3:GetObject', MARKER],
    ['s3:GetObjectVersion', MARKER],
    ['s3:GetObjectVersion', OBJECT],
    ['s3:GetObjectTagging', OBJECT],
    ['s3:GetObjectVersionTagging', OBJECT],
    ['sqs:ReceiveMessage', QUEUE],
    ['sqs:DeleteMessage', QUEUE],
    ['sqs:GetQueueAttributes', QUEUE],
    ['sqs:ChangeMessageVisibility', QUEUE],
    ['sqs:SendMessage', DEAD_LETTERS],
    ...KEPT_BY_WORKERS.flatMap((partition) => onTable(partition, 'GetItem', 'PutItem', 'DeleteItem')),
    ...onTable(GUARD, 'UpdateItem'),
    ...INDEXES.map((index) => ['dynamodb:Query', index] as const),
    ['secretsmanager:GetSecretValue', SECRET],
    ['logs:PutLogEvents', logStream('worker')],
    ['logs:CreateLogStream', logStream('worker')],
  ],
  SweepRole: [
    ['s3:ListBucket', BUCKET],
    ['s3:GetObject', OBJECT],
    // It is an object of the bucket too.
    ['s3:GetObject', MARKER],
    ['s3:GetObjectVersion', MARKER],
    ['s3:GetObjectVersion', OBJECT],
    ['s3:GetObjectTagging', OBJECT],
    ['s3:GetObjectVersionTagging', OBJECT],
    ['sqs:SendMessage', QUEUE],
    ['sqs:GetQueueAttributes', QUEUE],
    ...INDEXES.map((index) => ['dynamodb:Query', index] as const),
    ...onTable(ENTRIES, 'Query', 'GetItem'),
    ...onTable(CURSORS, 'GetItem', 'PutItem', 'DeleteItem'),
    ...onTable(GUARD, 'GetItem', 'PutItem', 'UpdateItem'),
    ['logs:PutLogEvents', logStream('sweep')],
    ['logs:CreateLogStream', logStream('sweep')],
  ],
  BreakerRole: [
    ['s3:ListBucket', BUCKET],
    ['s3:GetObject', MARKER],
    ['s3:GetObjectVersion', MARKER],
    ...onTable(BREAKER, 'GetItem', 'PutItem'),
    ['lambda:GetEventSourceMapping', MAPPING],
    ['lambda:UpdateEventSourceMapping', MAPPING],
    ['lambda:InvokeFunction', SWEEP],
    ['secretsmanager:GetSecretValue', SECRET],
    ['logs:PutLogEvents', logStream('breaker')],
    ['logs:CreateLogStream', logStream('breaker')],
  ],
  WebhookRole: [
    ['sqs:SendMessage', QUEUE],
    ...onTable(OWNER, 'GetItem'),
    ['secretsmanager:GetSecretValue', SECRET],
    ['logs:PutLogEvents', logStream('webhook')],
    ['logs:CreateLogStream', logStream('webhook')],
  ],
}

/** What nobody has any business with. */
const FORBIDDEN: Calls = [
  ['s3:PutObject', OBJECT],
  ['s3:DeleteObject', OBJECT],
  ['s3:PutObjectTagging', OBJECT],
  ['s3:DeleteBucket', BUCKET],
  ['s3:PutBucketPolicy', BUCKET],
  ['s3:GetObject', 'arn:aws:s3:::someone-elses/shoot/a.jpg'],
  ['s3:ListBucket', 'arn:aws:s3:::someone-elses'],
  ['sqs:PurgeQueue', QUEUE],
  ['sqs:DeleteQueue', QUEUE],
  ['sqs:SetQueueAttributes', QUEUE],
  ['sqs:ReceiveMessage', DEAD_LETTERS],
  ['sqs:SendMessage', `${QUEUE}-other`],
  ['dynamodb:DeleteTable', TABLE],
  ['dynamodb:Scan', TABLE],
  ['dynamodb:GetItem', `${TABLE}-other`],
  // Another bucket's rows, and a call that names no partition.
  ...[ENTRIES, GUARD, BREAKER, CURSORS].flatMap((name) =>
    onTable(`${name}-other`, 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
  ),
  // Only numbers of the guard's row are changed where they are.
  ...[ENTRIES, OWNER, BREAKER, CURSORS].flatMap((name) => onTable(name, 'UpdateItem')),
  ['dynamodb:GetItem', TABLE],
  ['dynamodb:PutItem', TABLE],
  ['dynamodb:UpdateItem', TABLE],
  ['dynamodb:Query', TABLE],
  ['secretsmanager:GetSecretValue', SECRET.replace('/dev/', '/prod/')],
  ['secretsmanager:GetSecretValue', SECRET.replace('cloudinary-url', 'cloudinary-url-other')],
  ['secretsmanager:PutSecretValue', SECRET],
  ['logs:PutLogEvents', logStream('other')],
  ['lambda:UpdateEventSourceMapping', MAPPING.replace(MAPPING_ID, '00000000-0000-0000-0000-000000000000')],
  ['lambda:InvokeFunction', `${SWEEP}-other`],
  ['lambda:UpdateFunctionCode', SWEEP],
]

/** What some of them must not do though others may: all that is called by one and not by another. */
const calledByOthers = (role: string): Calls => {
  const own = new Set(CALLED[role]?.map((call) => call.join()))
  return Object.values(CALLED)
    .flat()
    .filter((call) => !own.has(call.join()))
}

const policiesSchema = z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() }))

async function verdict(
  template: Template,
  role: string,
  [action, resource, partition]: Calls[number],
): Promise<string> {
  const policies = policiesSchema.parse(resolveIntrinsics(template.Resources[role]?.Properties.Policies, identities))
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/${role}/function`,
        action,
        resource: { resource, accountId: LOCAL_ACCOUNT },
        contextVariables: partition === undefined ? {} : { 'dynamodb:LeadingKeys': [partition] },
      },
      identityPolicies: policies.map(({ PolicyName: name, PolicyDocument: policy }) => ({ name, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  return result.resultType === 'error' ? JSON.stringify(result) : result.overallResult
}

/** The calls that end in anything but what is expected, with what they end in. */
async function others(role: string, calls: Calls, expected: string): Promise<string[]> {
  const { template } = await packaged('dev')
  const verdicts = await Promise.all(calls.map(async (call) => [...call, await verdict(template, role, call)] as const))
  return verdicts.filter((line) => line.at(-1) !== expected).map((line) => line.join(' '))
}

describe('the partitions of the table', () => {
  it('are those that the roles are about', () => {
    const named = production
      .filter(({ path }) => isWithin(path, 'shared/'))
      .flatMap(({ text }) => [...text.matchAll(/partition: `(\w+)#/g)].map(([, name = '']) => name))
    expect([...new Set(named)].sort()).to.deep.equal(['breaker', 'failures', 'guard', 'owner', 'sweep'])
  })
})

describe('the permissions of', () => {
  for (const [role, calls] of Object.entries(CALLED)) {
    it(`${role} suffice for all that its code calls`, async () => {
      expect(await others(role, calls, 'Allowed')).to.deep.equal([])
    })

    it(`${role} suffice for nothing else`, async () => {
      const refused = [...FORBIDDEN, ...calledByOthers(role)]
      expect(await others(role, refused, 'ImplicitlyDenied')).to.deep.equal([])
    })
  }
})
