import { readFileSync } from 'node:fs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { parse } from 'yaml'
import { z } from 'zod'
import { type LocalDynamodb, startDynamodb } from '../../local/dynamodb/start.ts'
import { dynamodbRows } from '../../shared/adapters/aws/dynamodb.ts'
import { jsonService } from '../../shared/adapters/aws/json-call.ts'
import { jsonRows } from '../../shared/adapters/aws/json-stores.ts'
import { signedService } from '../../shared/adapters/aws/signed-call.ts'

const templateSchema = z.object({
  Resources: z.object({
    LedgerTable: z.object({
      Properties: z.looseObject({
        AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
        GlobalSecondaryIndexes: z.array(z.looseObject({ IndexName: z.string() })),
      }),
    }),
  }),
})
const template = templateSchema.parse(parse(readFileSync('resources/ledger.yml', 'utf8')))

/** The ledger's table as it is deployed. */
export const { Properties } = template.Resources.LedgerTable

/** Starts DynamoDB for the tests of a suite. Its tables are opened by the SDK, and by signed calls without it. */
export function localLedger() {
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
  const access = () => ({
    region: 'us-east-1',
    accessKeyId: 'a',
    secretAccessKey: 'b',
    sessionToken: undefined,
    endpoint: dynamodb.endpoint,
    traceId: undefined,
  })
  return {
    client: () => client,
    ways: {
      'the SDK': (table: string) => dynamodbRows(client, table),
      'signed calls': (table: string) => jsonRows(table, jsonService('dynamodb', signedService('dynamodb', access))),
    },
  }
}
