import { CreateTableCommand, type CreateTableCommandInput, DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { jpeg } from '../../local/pictures.ts'
import { type DeployedStage, SECRET, STUDIO } from '../deployed-stage.ts'
import { keysOf, resourcesOf } from '../resources.ts'

/** A statement that its owner has made. */
const THEIRS = {
  Sid: 'TheirPartner',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${STUDIO}/*`,
}

/** A table of any kind. */
const TABLE = {
  AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>

/** The end of a stage, and another life with a bucket that was there before. */
export function removing(stage: DeployedStage): void {
  const Bucket = STUDIO

  it('leaves nothing behind when it is removed, but the secret', async () => {
    await stage.succeed(['pause', '--reason', 'the end'])
    await empty(stage)
    await stage.succeed(['remove'])
    expect(await left(stage)).to.deep.equal([`secret ${SECRET}`])
  })

  it('is not deployed again where something has kept its names', async () => {
    const own = stage.bucket
    const TableName = stage.functionName('ledger')
    await stage.aws.s3.send(new CreateBucketCommand({ Bucket: own }))
    await stage.aws.dynamodb.send(new CreateTableCommand({ TableName, ...TABLE }))
    const { code, text } = await stage.sls(['deploy'])
    expect(code, text).to.equal(1)
    expect(text).to.contain(`found the bucket ${own}, in us-east-1, the table ${TableName}. Nothing was made.`)
    await stage.aws.s3.send(new DeleteBucketCommand({ Bucket: own }))
    await stage.aws.dynamodb.send(new DeleteTableCommand({ TableName }))
    expect(await left(stage)).to.deep.equal([`secret ${SECRET}`])
  })

  it('is deployed again beside a bucket that is there, and connects it', async () => {
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
    expect(text).to.match(new RegExp(`^ {2}existingBucket\n {4}expected ${STUDIO}, as it is deployed`, 'm'))
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

/** A function that runs while the stage is removed makes its log group anew here; on AWS its role does not let it. */
async function left({ aws }: DeployedStage): Promise<readonly string[]> {
  return (await resourcesOf(aws)).filter((one) => !/^log group .*-breaker$/.test(one))
}

/** As docs/operating.md has it before a removal. */
async function empty({ aws, bucket }: DeployedStage): Promise<void> {
  const Objects = (await keysOf(aws, bucket)).map((Key) => ({ Key }))
  await aws.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }))
}
