import { z } from 'zod'
import { parseStatement, type Statement } from './policy.ts'
import { fillIn, readResourceFile } from './resource-file.ts'

const templateSchema = z.object({
  Resources: z.object({
    ChangeQueuePolicy: z.object({
      Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(z.unknown()) }) }),
    }),
  }),
})

/** What resources/queues.yml says of who may use the queue of changes: S3, for the bucket, and nobody without TLS. */
export function queueStatements(queueArn: string, bucket: string): readonly Statement[] {
  const { ChangeQueuePolicy } = templateSchema.parse(readResourceFile('queues.yml')).Resources
  const [, partition = 'aws', , , accountId = ''] = queueArn.split(':')
  const values = {
    'ChangeQueue.Arn': queueArn,
    'param:sourceBucket': bucket,
    'AWS::Partition': partition,
    'AWS::AccountId': accountId,
  }
  return ChangeQueuePolicy.Properties.PolicyDocument.Statement.map((one) => parseStatement(fillIn(one, values)))
}
