import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate'
import { expect } from 'chai'
import { alarms } from './checks/alarms.ts'
import { checks } from './checks/checks.ts'
import { attempts, logRetention, uploadsAtOnce } from './checks/functions.ts'
import { secrets, sourceAccounts, wildcards } from './checks/permissions.ts'
import { deadLetterRetention, encryption, partialBatches, transport, visibility } from './checks/queues.ts'
import type { Check, Template } from './checks/template.ts'
import {
  keptVersions,
  transferAddresses,
  transferPermission,
  transferPorts,
  transferProtocols,
} from './checks/transfer.ts'
import { type Choices, everyChoice, ftpChoice, packaged, sftpChoice } from './packages.ts'

/**
 * W3005: the framework names a function's role both in its properties and in DependsOn. W8003, W1028 and W9053:
 * conditions compare parameters that the framework has resolved, so that they are constants by then. W1020: an existing bucket's name
 * has no variables in it. W9013: a certificate and a key that are named in a choice have their account in their ARNs. W2503:
 * what is referred to within an Fn::If is not looked for where that goes the other way.
 */
const INTENDED = ['W3005', 'W8003', 'W1028', 'W9053', 'W1020', 'W9013', 'W2503']
const STAGES: readonly [string, string, Choices][] = [
  ['dev', 'dev', {}],
  ['prod', 'prod', {}],
  ['staging with every choice', 'staging', everyChoice],
  ['dev with plain FTP in a private network', 'dev', ftpChoice],
  ['dev with SFTP at an address of AWS`s own', 'dev', sftpChoice],
]

/** Deliberate faults: what is broken, by which change, and who must notice. */
const PLANTED: readonly [string, Check, (resources: Breakable) => void, Choices?][] = [
  ['a visibility below six time-outs', visibility, (all) => set(all, 'ChangeQueue', 'VisibilityTimeout', 719)],
  ['any account as the source', sourceAccounts, (all) => lose(all, 'ChangeQueuePolicy', 'aws:SourceAccount')],
  ['every resource', wildcards, (all) => replace(all, 'WorkerRole', 'Resource', '*')],
  ['every action', wildcards, (all) => replace(all, 'SweepRole', 'Action', 's3:*')],
  ['a queue without encryption', encryption, (all) => lose(all, 'ChangeQueue', 'SqsManagedSseEnabled')],
  [
    'dead letters kept too short',
    deadLetterRetention,
    (all) => set(all, 'DeadLetterQueue', 'MessageRetentionPeriod', 604_800),
  ],
  ['a log kept for ever', logRetention, (all) => lose(all, 'WorkerLogGroup', 'RetentionInDays')],
  [
    'no partial batches',
    partialBatches,
    (all) => lose(all, 'WorkerEventSourceMappingSQSChangeQueue', 'FunctionResponseTypes'),
  ],
  ['plain HTTP to a queue', transport, (all) => lose(all, 'DeadLetterQueuePolicy', 'aws:SecureTransport')],
  ['plain HTTP to the bucket', transport, (all) => lose(all, 'SourceBucketPolicy', 'aws:SecureTransport')],
  [
    'too many workers',
    uploadsAtOnce,
    (all) => replace(all, 'WorkerEventSourceMappingSQSChangeQueue', 'MaximumConcurrency', 6),
  ],
  ['attempts forgotten too early', attempts, (all) => replace(all, 'WorkerLambdaFunction', 'ATTEMPT_SECONDS', '60')],
  [
    'a secret',
    secrets,
    (all) => replace(all, 'WorkerLambdaFunction', 'SETTLE_SECONDS', 'cloudinary://key:secret@cloud'),
  ],
  [
    'a secret that is copied',
    secrets,
    (all) => replace(all, 'WorkerLambdaFunction', 'SETTLE_SECONDS', '{{resolve:secretsmanager:x}}'),
  ],
  ['an alarm that compares nothing', alarms, (all) => plantAlarm(all, { AlarmActions: ['arn'] })],
  ['an alarm that tells nobody', alarms, (all) => plantAlarm(all, { ComparisonOperator: 'GreaterThanThreshold' })],
  [
    'FTP on the internet',
    transferProtocols,
    (all) => set(all, 'TransferServer', 'Protocols', ['SFTP', 'FTPS', 'FTP']),
    everyChoice,
  ],
  ['FTPS without a certificate', transferProtocols, (all) => lose(all, 'TransferServer', 'Certificate'), everyChoice],
  [
    'FTP without a network',
    transferProtocols,
    (all) => set(all, 'TransferServer', 'EndpointType', 'PUBLIC'),
    ftpChoice,
  ],
  ['SETSTAT that fails', transferProtocols, (all) => lose(all, 'TransferServer', 'SetStatOption'), sftpChoice],
  [
    'an address too few',
    transferAddresses,
    (all) =>
      replace(all, 'TransferServer', 'AddressAllocationIds', [{ 'Fn::GetAtt': ['TransferAddress', 'AllocationId'] }]),
    everyChoice,
  ],
  [
    'a port that is closed',
    transferPorts,
    (all) => replace(all, 'TransferSecurityGroup', 'FromPort', 8193),
    everyChoice,
  ],
  [
    'a function that anybody`s server may ask',
    transferPermission,
    (all) => lose(all, 'TransferIdentityPermission', 'SourceArn'),
    sftpChoice,
  ],
  [
    'clients that delete versions',
    keptVersions,
    (all) => replace(all, 'TransferRole', 'Action', 's3:DeleteObjectVersion'),
    sftpChoice,
  ],
]

type Breakable = Template['Resources']

function propertiesOf(resources: Breakable, id: string): Record<string, unknown> {
  const resource = resources[id]
  if (!resource) throw new Error(`expected a resource ${id}, found ${Object.keys(resources)}`)
  return resource.Properties
}

function set(resources: Breakable, id: string, name: string, value: unknown): void {
  propertiesOf(resources, id)[name] = value
}

/** Loses every property of that name, at whatever depth. */
function lose(resources: Breakable, id: string, name: string): void {
  revise(resources, id, name, undefined)
}

/** Replaces every property of that name, at whatever depth. */
function replace(resources: Breakable, id: string, name: string, value: unknown): void {
  revise(resources, id, name, value)
}

function revise(resources: Breakable, id: string, name: string, value: unknown): void {
  const text = JSON.stringify(propertiesOf(resources, id))
  const revised = JSON.stringify(JSON.parse(text), (key, inner: unknown) => (key === name ? value : inner))
  expect(revised, `${id} has ${name}`).not.to.equal(text)
  Object.assign(resources, { [id]: { ...resources[id], Properties: JSON.parse(revised) } })
}

function plantAlarm(resources: Breakable, Properties: Record<string, unknown>): void {
  resources.PlantedAlarm = { Type: 'AWS::CloudWatch::Alarm', Properties }
}

describe('the template', () => {
  const engine = new RegoEngine()
  after(() => engine.free())

  for (const [name, stage, choices] of STAGES) {
    describe(`of ${name}`, () => {
      it('is one that CloudFormation takes', async () => {
        const { templateFile } = await packaged(stage, choices)
        const report = engine.validateStandard(new TemplateFile(templateFile), {
          severityLevel: 'WARN',
          exclude: { ids: INTENDED },
        })
        expect(report.status).to.equal('OK')
        expect(report.diagnostics.map(({ ruleId, message, entity }) => ({ ruleId, message, entity }))).to.deep.equal([])
      })

      it('stands every check', async () => {
        const { template } = await packaged(stage, choices)
        expect(checks.flatMap((check) => check(template))).to.deep.equal([])
      })
    })
  }

  it('is checked by checks that each have a planted fault', () => {
    expect(checks.filter((check) => !PLANTED.some(([, planted]) => planted === check))).to.deep.equal([])
  })

  for (const [fault, check, plant, choices] of PLANTED) {
    it(`is found out with ${fault}`, async () => {
      const template = structuredClone((await packaged(choices === everyChoice ? 'staging' : 'dev', choices)).template)
      expect(check(template)).to.deep.equal([])
      plant(template.Resources)
      expect(check(template)).not.to.deep.equal([])
    })
  }
})
