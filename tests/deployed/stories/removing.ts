import { CreateTableCommand, type CreateTableCommandInput, DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { type DeployedStage, SECRET } from '../deployed-stage.ts'
import { keysOf, resourcesOf } from '../resources.ts'

/** A table of any kind. */
const TABLE = {
  AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>

/** The end of a stage, and what stands in the way of another. */
export function removing(stage: DeployedStage): void {
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
}

/** All that the account has. A function that runs while the stage is removed makes its log group anew here; on AWS its role does not let it. */
export async function left({ aws }: DeployedStage): Promise<readonly string[]> {
  return (await resourcesOf(aws)).filter((one) => !/^log group .*-breaker$/.test(one))
}

/** As docs/operating.md has it before a removal. */
async function empty({ aws, bucket }: DeployedStage): Promise<void> {
  const Objects = (await keysOf(aws, bucket)).map((Key) => ({ Key }))
  await aws.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }))
}
