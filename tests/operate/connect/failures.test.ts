import { NotFound } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { processTerminal } from '../../../operate/cli/terminal.ts'
import { UsageError } from '../../../operate/cli/usage-error.ts'
import { connect } from '../../../operate/connect/connect.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import { DeployedStage, QUEUE } from '../diagnose/deployed.ts'

const $metadata = {}

describe('connecting where AWS refuses', () => {
  let deployed: DeployedStage

  /** A bucket that nobody has connected, with its marker or without. */
  function haveBucket(hasMarker: boolean) {
    const missing = new NotFound({ $metadata, message: 'no such key' })
    deployed = new DeployedStage()
    deployed.answer(deployed.stage.sqs, {
      GetQueueAttributesCommand: {
        $metadata,
        Attributes: { QueueArn: QUEUE, VisibilityTimeout: '1', MessageRetentionPeriod: '1', MaximumMessageSize: '1' },
      },
    })
    deployed.answer(deployed.stage.s3, {
      GetBucketNotificationConfigurationCommand: { $metadata },
      GetBucketPolicyCommand: { $metadata, Policy: '{"Statement":[]}' },
      HeadObjectCommand: hasMarker ? { $metadata } : missing,
    })
  }

  beforeEach(() => haveBucket(true))
  afterEach(() => deployed.stage.close())

  const inRegion = (BucketRegion: string) =>
    deployed.answer(deployed.stage.s3, { HeadBucketCommand: { $metadata, BucketRegion } })
  const withSecret = (answer: Error | { $metadata: object; SecretString: string }) =>
    deployed.answer(deployed.cloud.secretsManager, { GetSecretValueCommand: answer })
  const account = { $metadata, SecretString: 'cloudinary://key:hush@demo' }

  async function refusalOf(stage = deployed.stage, options = {}): Promise<string> {
    const context = { options, rules: new Rules(), stage: async () => stage, terminal: processTerminal() }
    const thrown: unknown = await connect.run(context).catch((error: unknown) => error)
    if (!(thrown instanceof UsageError)) throw new Error(`expected a UsageError, found ${String(thrown)}`)
    return thrown.message
  }

  it('says that the secret cannot be read', async () => {
    withSecret(new Error('not authorized'))
    expect(await refusalOf()).to.match(/found that the secret the-secret cannot be read: not authorized; fix that/)
  })

  it('says that the bucket is in another region', async () => {
    withSecret(account)
    inRegion('us-west-2')
    expect(await refusalOf()).to.match(/^expected studio in eu-west-1, found it in us-west-2; .*: deploy there$/)
  })

  it('says what of the bucket may not be changed, and has not gone on', async () => {
    withSecret(account)
    inRegion('eu-west-1')
    const denied = Object.assign(new Error('not yours'), { name: 'AccessDenied' })
    deployed.answer(deployed.stage.s3, { PutBucketPolicyCommand: denied })
    expect(await refusalOf()).to.match(/^expected S3 to take the policy, found AccessDenied: not yours; fix that/)
    expect(deployed.asked).not.to.include('PutBucketNotificationConfigurationCommand')
  })

  it('says who may write the marker where the bucket refuses it', async () => {
    deployed.stage.close()
    haveBucket(false)
    withSecret(account)
    inRegion('eu-west-1')
    const named = { ...deployed.stage, environment: { ...deployed.stage.environment, DEPLOYER: 'role/ci' } }
    const denied = Object.assign(new Error('an explicit deny'), { name: 'AccessDenied' })
    deployed.answer(deployed.stage.s3, { PutBucketPolicyCommand: { $metadata }, PutObjectCommand: denied })
    expect(await refusalOf(named)).to.match(
      /^expected S3 to take the marker, found AccessDenied: an explicit deny; role\/ci and the account's root may write .*DEPLOYER/,
    )
  })

  describe('in a repair', () => {
    const denied = Object.assign(new Error('not yours'), { name: 'AccessDenied' })
    const invalid = Object.assign(new Error('Unable to validate'), { name: 'InvalidArgument' })

    it('says that the queue takes no policy, and leaves the bucket as it is', async () => {
      withSecret(account)
      inRegion('eu-west-1')
      deployed.answer(deployed.stage.sqs, { SetQueueAttributesCommand: denied })
      expect(await refusalOf(deployed.stage, { repair: true })).to.match(
        /^expected SQS to take the queue-policy, found AccessDenied: not yours; fix that, and run `npx sls connect --repair` again/,
      )
      expect(deployed.asked.filter((name) => name.startsWith('Put'))).to.deep.equal([])
    })

    it('says that SQS may need a minute, where S3 may not send to the queue yet', async () => {
      withSecret(account)
      inRegion('eu-west-1')
      deployed.answer(deployed.stage.sqs, { SetQueueAttributesCommand: { $metadata } })
      deployed.answer(deployed.stage.s3, {
        PutBucketPolicyCommand: { $metadata },
        PutBucketNotificationConfigurationCommand: invalid,
      })
      expect(await refusalOf(deployed.stage, { repair: true })).to.match(
        /^expected S3 to take the notification, found InvalidArgument: Unable to validate; SQS may take a minute .*again: it goes on from here$/,
      )
      expect(deployed.asked.indexOf('SetQueueAttributesCommand')).to.be.lessThan(
        deployed.asked.indexOf('PutBucketPolicyCommand'),
      )
    })
  })
})
