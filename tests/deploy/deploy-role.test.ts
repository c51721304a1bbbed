import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runSimulation } from '@cloud-copilot/iam-simulate'
import { expect } from 'chai'
import { LOCAL_ACCOUNT } from '../../local/deployment/provision.ts'
import { type PolicyDocument, parsePolicy, valuesOf } from '../../operate/stage/policy.ts'
import { matchesWildcards } from '../../shared/model/wildcards.ts'
import { PROJECT } from '../support/sls.ts'
import { callsOfTemplate, type DeployCall, ownCalls } from './deploy-calls.ts'
import { type Choices, everyChoice, ftpChoice, packaged, sftpChoice } from './packages.ts'

const SERVICE = 'ftp-api-for-cloudinary'
/** Source: IAM User Guide, "IAM and AWS STS quotas": characters of a managed policy, white space apart. */
const CHARACTERS_MAX = 6144

function policyOf(name: string): PolicyDocument {
  return parsePolicy(
    readFileSync(join(PROJECT, `docs/${name}.json`), 'utf8').replaceAll('YOUR-BUCKET', 'studio-uploads'),
  )
}

/** As resources/notices.yml has it: without a statement of the key's own, no policy of IAM reaches it. */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${LOCAL_ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
  ],
}

const [BASE, FTP, EXISTING] = ['deploy-role', 'deploy-role-ftp', 'deploy-role-existing-bucket'] as const
type Name = typeof BASE | typeof FTP | typeof EXISTING

/** What can be deployed, and the policies that it takes. */
const cases: readonly (readonly [stage: string, what: string, choices: Choices, policies: readonly Name[]])[] = [
  ['dev', 'as it is', {}, [BASE]],
  ['prod', 'as it is', {}, [BASE]],
  ['dev', 'with the smallest server for FTP clients', sftpChoice, [BASE, FTP]],
  ['dev', 'with a server in a private network', ftpChoice, [BASE, FTP]],
  ['staging', 'with every choice', everyChoice, [BASE, FTP, EXISTING]],
]

describe('a role that deploys', () => {
  for (const [stage, what, choices, names] of cases) {
    it(`may make, change and remove a stage ${stage} ${what}, by ${names.join(', ')}`, async () => {
      const calls = await callsOf(stage, choices)
      expect(await others(calls, names, 'Allowed')).to.deep.equal([])
    })
  }

  it('may do nothing with what is of another name, and nothing else', async () => {
    const foreign: readonly (readonly [string, string])[] = [
      ['s3:DeleteBucket', 'arn:aws:s3:::someone-elses'],
      ['s3:GetObject', `arn:aws:s3:::${SERVICE}-dev-${LOCAL_ACCOUNT}/shoot/a.jpg`],
      ['s3:DeleteObject', `arn:aws:s3:::${SERVICE}-dev-${LOCAL_ACCOUNT}/shoot/a.jpg`],
      ['s3:PutBucketPolicy', 'arn:aws:s3:::studio-uploads'],
      ['sqs:DeleteQueue', `arn:aws:sqs:us-east-1:${LOCAL_ACCOUNT}:other`],
      ['dynamodb:DeleteTable', `arn:aws:dynamodb:us-east-1:${LOCAL_ACCOUNT}:table/other`],
      ['dynamodb:GetItem', `arn:aws:dynamodb:us-east-1:${LOCAL_ACCOUNT}:table/${SERVICE}-dev-ledger`],
      ['lambda:UpdateFunctionCode', `arn:aws:lambda:us-east-1:${LOCAL_ACCOUNT}:function:other`],
      ['lambda:InvokeFunction', `arn:aws:lambda:us-east-1:${LOCAL_ACCOUNT}:function:${SERVICE}-dev-worker`],
      ['iam:CreateRole', `arn:aws:iam::${LOCAL_ACCOUNT}:role/other`],
      ['iam:PassRole', `arn:aws:iam::${LOCAL_ACCOUNT}:role/other`],
      ['iam:CreateUser', `arn:aws:iam::${LOCAL_ACCOUNT}:user/other`],
      ['iam:AttachRolePolicy', `arn:aws:iam::${LOCAL_ACCOUNT}:role/${SERVICE}-dev-WorkerRole-1`],
      ['cloudformation:DeleteStack', `arn:aws:cloudformation:us-east-1:${LOCAL_ACCOUNT}:stack/other/0`],
      ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${LOCAL_ACCOUNT}:secret:other-a1B2c3`],
      [
        'secretsmanager:PutSecretValue',
        `arn:aws:secretsmanager:us-east-1:${LOCAL_ACCOUNT}:secret:${SERVICE}/dev/x-a1B2c3`,
      ],
      ['logs:DeleteLogGroup', `arn:aws:logs:us-east-1:${LOCAL_ACCOUNT}:log-group:/aws/lambda/other`],
      // Their names are nobody's choice: CloudFormation only may do this.
      ['kms:ScheduleKeyDeletion', `arn:aws:kms:us-east-1:${LOCAL_ACCOUNT}:key/00000000-0000-0000-0000-000000000000`],
      ['kms:CreateKey', '*'],
    ]
    const calls = foreign.map(([action, resource]) => ({ action, resource, isViaCloudFormation: false }))
    expect(await others(calls, [BASE], 'ImplicitlyDenied')).to.deep.equal([])
  })

  it('passes roles to Lambda only', async () => {
    const resource = `arn:aws:iam::${LOCAL_ACCOUNT}:role/${SERVICE}-dev-WorkerRole-1`
    const call = { action: 'iam:PassRole', resource, isViaCloudFormation: true }
    expect(await verdict(call, [BASE], 'ec2.amazonaws.com')).to.equal('ImplicitlyDenied')
  })

  it('has nothing that no deploy calls', async () => {
    const all = await Promise.all(cases.map(([stage, , choices]) => callsOf(stage, choices)))
    const called = [...new Set(all.flat().map(({ action }) => action))]
    for (const name of [BASE, FTP, EXISTING]) {
      const patterns = policyOf(name).Statement.flatMap(({ Action }) => valuesOf(Action))
      const idle = patterns.filter((pattern) => !called.some((action) => matchesWildcards(action, pattern)))
      expect(idle, name).to.deep.equal([])
    }
  })

  it('has policies that IAM takes', () => {
    for (const name of [BASE, FTP, EXISTING]) {
      expect(JSON.stringify(policyOf(name)).length, name).to.be.at.most(CHARACTERS_MAX)
    }
  })
})

async function callsOf(stage: string, choices: Choices): Promise<readonly DeployCall[]> {
  const { template } = await packaged(stage, choices)
  const stack = `${SERVICE}-${stage}`
  const bucket = choices.variables?.SOURCE_BUCKET ?? `${stack}-${LOCAL_ACCOUNT}`
  const calls = [...callsOfTemplate(template, stack), ...ownCalls(stack, bucket)]
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()]
}

/** The calls that end in anything but what is expected, with what they end in. */
async function others(
  calls: readonly DeployCall[],
  names: readonly Name[],
  expected: string,
): Promise<readonly string[]> {
  const verdicts = await Promise.all(
    calls.map(async (call) => `${call.action} ${call.resource} ${await verdict(call, names)}`),
  )
  return verdicts.filter((line) => !line.endsWith(` ${expected}`))
}

async function verdict(
  { action, resource, isViaCloudFormation }: DeployCall,
  names: readonly Name[],
  passedTo = 'lambda.amazonaws.com',
): Promise<string> {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/deployer/session`,
        action,
        resource: { resource, accountId: LOCAL_ACCOUNT },
        contextVariables: {
          ...(isViaCloudFormation && { 'aws:CalledVia': ['cloudformation.amazonaws.com'] }),
          ...(action === 'iam:PassRole' && { 'iam:PassedToService': passedTo }),
        },
      },
      ...(resource.includes(':key/') && { resourcePolicy: KEY_POLICY }),
      identityPolicies: names.map((name) => ({ name, policy: policyOf(name) })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  return result.resultType === 'error' ? JSON.stringify(result) : result.overallResult
}
