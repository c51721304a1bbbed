import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type LocalDynamodb, startDynamodb } from '../../local/dynamodb/start.ts'

/** DynamoDB, without tables, while the tests of a describe block run. */
export function useDynamodb(): { readonly client: () => DynamoDBClient; readonly endpoint: () => string } {
  let dynamodb: LocalDynamodb
  let client: DynamoDBClient
  before(async () => {
    dynamodb = await startDynamodb({ port: 0 })
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: 'us-east-1', credentials })
  })
  after(async () => {
    client.destroy()
    await dynamodb.stop()
  })
  return { client: () => client, endpoint: () => dynamodb.endpoint }
}
