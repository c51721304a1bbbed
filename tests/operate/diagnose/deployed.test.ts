import { expect } from 'chai'
import { alarms, readAlarmNames } from '../../../operate/diagnose/checks/alarms.ts'
import { bucket } from '../../../operate/diagnose/checks/bucket.ts'
import { bucketName } from '../../../operate/diagnose/checks/bucket-name.ts'
import { credentials } from '../../../operate/diagnose/checks/credentials.ts'
import { encryption } from '../../../operate/diagnose/checks/encryption.ts'
import { mapping } from '../../../operate/diagnose/checks/mapping.ts'
import { secret } from '../../../operate/diagnose/checks/secret.ts'
import { subscribers } from '../../../operate/diagnose/checks/subscribers.ts'
import { tableCare } from '../../../operate/diagnose/checks/table-care.ts'
import { operatedBucket } from '../../../operate/stage/bucket.ts'
import { closedBreaker } from '../../../shared/breaker/state.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import { ACCOUNT, DeployedStage, intactQueue, QUEUE } from './deployed.ts'

const $metadata = {}
const PASS = { kind: 'pass' }
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms'

describe('on a deployed stage', () => {
  let deployed: DeployedStage

  beforeEach(() => {
    deployed = new DeployedStage()
  })
  afterEach(() => deployed.stage.close())

  /** The issues, each line of which is one; none where the check is content. */
  async function issuesOf(...asked: Parameters<DeployedStage['find']>): Promise<readonly string[]> {
    const finding = await deployed.find(...asked)
    return finding.kind === 'fail' ? finding.issues : []
  }

  describe('credentials', () => {
    const queue = async () => intactQueue

    it("pass where they are the account's", async () => {
      deployed.answer(deployed.cloud.sts, { GetCallerIdentityCommand: { $metadata, Account: ACCOUNT } })
      expect(await deployed.find(credentials, { queue })).to.deep.equal(PASS)
    })

    it('are found to be for another account and region', async () => {
      deployed.stage.close()
      deployed = new DeployedStage('us-east-1')
      deployed.answer(deployed.cloud.sts, { GetCallerIdentityCommand: { $metadata, Account: '999988887777' } })
      expect(await issuesOf(credentials, { queue })).to.deep.equal([
        `expected credentials of the account ${ACCOUNT}, found those of 999988887777`,
        'expected the region eu-west-1, found us-east-1',
      ])
    })

    it('that AWS refuses are an issue, and not the end', async () => {
      const refusal = Object.assign(new Error('The security token is invalid'), { name: 'InvalidClientTokenId' })
      deployed.answer(deployed.cloud.sts, { GetCallerIdentityCommand: refusal })
      expect(await issuesOf(credentials, { queue })).to.deep.equal([
        'InvalidClientTokenId: The security token is invalid',
      ])
    })
  })

  describe('the secret', () => {
    it('passes where it is an account', async () => {
      const SecretString = 'cloudinary://key:hush@demo'
      deployed.answer(deployed.cloud.secretsManager, { GetSecretValueCommand: { $metadata, SecretString } })
      expect(await deployed.find(secret)).to.deep.equal(PASS)
    })

    it('that is none is said to be none, and not said', async () => {
      const SecretString = 'CLOUDINARY_URL=cloudinary://key:hush@demo'
      deployed.answer(deployed.cloud.secretsManager, { GetSecretValueCommand: { $metadata, SecretString } })
      const finding = await deployed.find(secret)
      expect(finding)
        .to.have.property('issues')
        .that.deep.equals([
          'the secret the-secret holds no API environment variable (cloudinary://API_KEY:API_SECRET@CLOUD_NAME)',
        ])
      expect(finding).to.have.property('advice').that.contains('put-secret-value --secret-id the-secret')
      expect(JSON.stringify(finding)).not.to.contain('hush')
    })

    it('that cannot be read is said to be so', async () => {
      deployed.answer(deployed.cloud.secretsManager, { GetSecretValueCommand: new Error('not authorized') })
      expect(await issuesOf(secret)).to.deep.equal(['the secret the-secret cannot be read: not authorized'])
    })
  })

  describe('the bucket', () => {
    const queue = async () => intactQueue

    it('is found to be in another region', async () => {
      deployed.answer(deployed.stage.s3, { HeadBucketCommand: { $metadata, BucketRegion: 'us-west-2' } })
      expect(await issuesOf(bucket, { queue })).to.deep.equal(['expected studio in eu-west-1, found it in us-west-2'])
    })

    it('passes in the region of the queue', async () => {
      deployed.answer(deployed.stage.s3, { HeadBucketCommand: { $metadata, BucketRegion: 'eu-west-1' } })
      expect(await deployed.find(bucket, { queue })).to.deep.equal(PASS)
    })

    it('of another name may have a dot where the rules need no s3:// URL', async () => {
      const dotted = operatedBucket(deployed.stage.s3, 'studio.example.com')
      expect(await issuesOf(bucketName, { bucket: dotted })).to.deep.equal([
        'studio.example.com has one: presigned URLs are used instead',
      ])
      const rules = new Rules({ defaults: { transfer: 'presigned' } })
      expect(await deployed.find(bucketName, { bucket: dotted }, rules)).to.have.property('kind', 'skipped')
    })
  })

  describe('encryption', () => {
    const worker = async () => ({ timeoutSeconds: 120, roleArn: `arn:aws:iam::${ACCOUNT}:role/worker` })
    const by = (SSEAlgorithm: 'AES256' | 'aws:kms', KMSMasterKeyID?: string) =>
      deployed.answer(deployed.stage.s3, {
        GetBucketEncryptionCommand: {
          $metadata,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } }],
          },
        },
      })
    const key = (KeyManager: 'AWS' | 'CUSTOMER', Statement: object[], Enabled = true) =>
      deployed.answer(deployed.cloud.kms, {
        DescribeKeyCommand: { $metadata, KeyMetadata: { KeyId: 'the-key', KeyManager, Enabled } },
        GetKeyPolicyCommand: { $metadata, Policy: JSON.stringify({ Statement }) },
      })
    const role = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/worker` },
      Action: 'kms:*',
      Resource: '*',
    }
    const cloudinary = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::232482882421:root' },
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: '*',
    }

    it('by S3 itself needs no key', async () => {
      by('AES256')
      expect(await deployed.find(encryption, { worker })).to.deep.equal(PASS)
      expect(deployed.asked).to.deep.equal(['GetBucketEncryptionCommand'])
    })

    it('by a key that lets the worker and Cloudinary passes', async () => {
      by('aws:kms', 'alias/studio')
      key('CUSTOMER', [role, cloudinary])
      expect(await deployed.find(encryption, { worker })).to.deep.equal(PASS)
    })

    it('by a key that lets neither, and is not enabled, is found', async () => {
      by('aws:kms', 'alias/studio')
      key('CUSTOMER', [{ ...cloudinary, Action: 'kms:DescribeKey' }], false)
      expect(await issuesOf(encryption, { worker })).to.deep.equal([
        'the key alias/studio is not enabled',
        `the key's policy does not let the role of the worker (arn:aws:iam::${ACCOUNT}:role/worker) kms:Decrypt`,
        "the key's policy does not let Cloudinary (232482882421) kms:Decrypt",
      ])
    })

    it("by AWS's own key keeps Cloudinary out, which matters to s3:// URLs only", async () => {
      by('aws:kms')
      key('AWS', [])
      expect(await issuesOf(encryption, { worker })).to.deep.equal([
        "objects are encrypted by alias/aws/s3, AWS's own key, which no other account can use: not Cloudinary's",
      ])
      const rules = new Rules({ defaults: { transfer: 'presigned' } })
      expect(await deployed.find(encryption, { worker }, rules)).to.deep.equal(PASS)
    })
  })

  describe("the worker's mapping", () => {
    const ours = { id: 'm', queueArn: QUEUE, state: 'Enabled', concurrencyMax: 5, reportsBatchItemFailures: true }
    const queue = async () => intactQueue
    const cases = [
      ['passes', [ours], []],
      [
        'passes beside that of another queue that is disabled',
        [{ ...ours, queueArn: 'other', state: 'Disabled' }, ours],
        [],
      ],
      [
        'is missing',
        [{ ...ours, queueArn: 'other' }],
        [`no event source mapping leads from ${QUEUE} to ftp-api-for-cloudinary-dev-worker`],
      ],
      [
        'is being disabled',
        [{ ...ours, state: 'Disabling' }],
        ['the queue is not delivered, though it is not paused: changes wait'],
      ],
      [
        'does not hear of failures',
        [{ ...ours, reportsBatchItemFailures: false }],
        ['ReportBatchItemFailures is missing: changes that fail are taken for done, and lost'],
      ],
    ] as const
    for (const [name, mappings, issues] of cases) {
      it(name, async () => {
        const breaker = async () => closedBreaker
        expect(await issuesOf(mapping, { queue, breaker, mappings: async () => mappings })).to.deep.equal(issues)
      })
    }

    it('is paused on purpose, which is no issue', async () => {
      const breaker = async () => ({ ...closedBreaker, paused: { sinceMs: 0, reason: 'a migration' } })
      const mappings = async () => [{ ...ours, state: 'Disabled' }]
      expect(await deployed.find(mapping, { queue, breaker, mappings })).to.deep.equal({
        kind: 'skipped',
        reason: 'paused by an operator: a migration; npx sls resume --stage dev goes on',
      })
    })

    it('waits while the stage is in trouble', async () => {
      const trouble = { scope: 'cloud', code: 'cloudinary-503', sinceMs: 0, reason: 'no answer' } as const
      const breaker = async () => ({ ...closedBreaker, trouble })
      const mappings = async () => [{ ...ours, state: 'Disabled' }]
      expect(await issuesOf(mapping, { queue, breaker, mappings })).to.deep.equal([
        'Cloudinary is down, since 1970-01-01T00:00:00.000Z: no answer',
      ])
    })
  })

  describe("the ledger's care", () => {
    const care = (status: 'ENABLED' | 'DISABLED', AttributeName: string) =>
      deployed.answer(deployed.stage.dynamodb, {
        DescribeTimeToLiveCommand: { $metadata, TimeToLiveDescription: { TimeToLiveStatus: status, AttributeName } },
        DescribeContinuousBackupsCommand: {
          $metadata,
          ContinuousBackupsDescription: {
            ContinuousBackupsStatus: 'ENABLED',
            PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status },
          },
        },
      })

    it('passes as the template says', async () => {
      care('ENABLED', 'expiresAt')
      expect(await deployed.find(tableCare)).to.deep.equal(PASS)
    })

    it('is found to be missing', async () => {
      care('DISABLED', 'expiresAt')
      expect(await issuesOf(tableCare)).to.deep.equal([
        'expected rows to expire by the attribute expiresAt, found none',
        'point-in-time recovery is off',
      ])
    })
  })

  describe('alarms', () => {
    const names = readAlarmNames().map((name) => `ftp-api-for-cloudinary-dev-${name}`)
    const have = (MetricAlarms: object[]) =>
      deployed.answer(deployed.stage.cloudwatch, { DescribeAlarmsCommand: { $metadata, MetricAlarms } })
    const alarm = (AlarmName: string) => ({ AlarmName, ActionsEnabled: true, AlarmActions: [TOPIC] })

    it('pass where all that are deployed are there', async () => {
      have(names.map(alarm))
      expect(await deployed.find(alarms)).to.deep.equal(PASS)
    })

    it('are found to be missing, switched off and mute', async () => {
      const [first = '', second = '', third = '', ...others] = names
      have([{ ...alarm(second), ActionsEnabled: false }, { ...alarm(third), AlarmActions: [] }, ...others.map(alarm)])
      expect(await issuesOf(alarms)).to.deep.equal([
        `there is no alarm ${first}`,
        `the actions of the alarm ${second} are switched off`,
        `the alarm ${third} notifies no topic`,
      ])
    })

    it('are heard by whoever has confirmed', async () => {
      have([alarm('ftp-api-for-cloudinary-dev-backlog'), alarm('ftp-api-for-cloudinary-dev-halted')])
      deployed.answer(deployed.cloud.sns, {
        ListSubscriptionsByTopicCommand: { $metadata, Subscriptions: [{ SubscriptionArn: `${TOPIC}:1` }] },
      })
      expect(await deployed.find(subscribers)).to.deep.equal(PASS)
    })

    it('are found to have no subscriber', async () => {
      have([alarm('ftp-api-for-cloudinary-dev-backlog'), alarm('ftp-api-for-cloudinary-dev-halted')])
      deployed.answer(deployed.cloud.sns, {
        ListSubscriptionsByTopicCommand: { $metadata, Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] },
      })
      expect(await issuesOf(subscribers)).to.deep.equal([`no one has confirmed a subscription to ${TOPIC}; 1 pending`])
    })
  })
})
