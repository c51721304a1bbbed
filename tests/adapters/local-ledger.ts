import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { dynamodbRows } from '../../shared/adapters/aws/dynamodb.ts'
import { jsonService } from '../../shared/adapters/aws/json-call.ts'
import { jsonRows } from '../../shared/adapters/aws/json-stores.ts'
import { signedService } from '../../shared/adapters/aws/signed-call.ts'
import { useDynamodb } from './dynamodb.ts'

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
  const { client, endpoint } = useDynamodb()
  const access = () => ({
    region: 'us-east-1',
    accessKeyId: 'a',
    secretAccessKey: 'b',
    sessionToken: undefined,
    endpoint: endpoint(),
    traceId: undefined,
  })
  return {
    client,
    ways: {
      'the SDK': (table: string) => dynamodbRows(client(), table),
      'signed calls': (table: string) => jsonRows(table, jsonService('dynamodb', signedService('dynamodb', access))),
    },
  }
}
