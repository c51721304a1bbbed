import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { jpeg } from '../../local/pictures.ts'
import { type DeployedStage, SECRET, STUDIO } from '../deployed-stage.ts'
import { keysOf } from '../resources.ts'
import { left } from './removing.ts'

/** A statement that its owner has made. */
const THEIRS = {
  Sid: 'TheirPartner',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${STUDIO}/*`,
}

/** Another life of a stage, with a bucket that was there before. */
export function existingBucket(stage: DeployedStage): void {
  const Bucket = STUDIO

  it('is deployed again, and connects it', async () => {
    await stage.aws.s3.send(new CreateBucketCommand({ Bucket }))
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [THEIRS] })
    await stage.aws.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    stage.variables = { ...stage.variables, SOURCE_BUCKET: STUDIO }
    stage.use(STUDIO)
    await stage.put('before.jpg')
    await stage.deploy()
    expect(await stage.succeed(['connect'])).to.contain(`${STUDIO} is as it should be`)
    await stage.put('existing.jpg')
    await stage.arrived('existing', jpeg('existing.jpg'))
    await stage.succeed(['sweep'])
    await stage.arrived('before', jpeg('before.jpg'))
  })

  it('does not lose that bucket by a deploy that forgets it', async () => {
    const { SOURCE_BUCKET, ...others } = stage.variables
    stage.variables = others
    const { code, text } = await stage.sls(['deploy'])
    stage.variables = { ...others, SOURCE_BUCKET: SOURCE_BUCKET ?? '' }
    expect(code, text).to.equal(1)
    expect(text).to.match(new RegExp(`^ {2}SOURCE_BUCKET\n {4}expected ${STUDIO}, as it is deployed`, 'm'))
  })

  it('lets that bucket go, as it was, when it is removed', async () => {
    await stage.quiet()
    await stage.succeed(['connect', '--remove', '--yes'])
    await stage.succeed(['remove'])
    expect(await left(stage)).to.deep.equal([`bucket ${STUDIO}`, `secret ${SECRET}`])
    expect(await keysOf(stage.aws, STUDIO)).to.deep.equal(['before.jpg', 'existing.jpg'])
    const { s3 } = stage.aws
    const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
    expect(QueueConfigurations ?? []).to.deep.equal([])
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }))
    expect(JSON.parse(Policy ?? '').Statement).to.deep.equal([THEIRS])
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'existing.jpg' }))
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).to.deep.equal(jpeg('existing.jpg'))
  })
}
