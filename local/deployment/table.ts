import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { z } from 'zod'
import type { LocalClients } from '../emulators.ts'

const attributeSchema = z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })
const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
const tableSchema = z.object({
  TableName: z.string(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(attributeSchema),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.object({ ProjectionType: z.enum(['ALL', 'KEYS_ONLY']) }),
      }),
    )
    .optional(),
})

type Table = z.infer<typeof tableSchema>

/** In seconds. A table is not there as soon as it was asked for. */
const wait = { minDelay: 0.02, maxDelay: 0.1, maxWaitTime: 60 }

/** Makes a table of the template. One of an earlier version gets the indexes that it lacks, and keeps its rows. */
export async function createTable(properties: unknown, { dynamodb }: Pick<LocalClients, 'dynamodb'>): Promise<void> {
  const table = tableSchema.parse(properties)
  try {
    await dynamodb.send(new CreateTableCommand(table))
    await waitUntilTableExists({ client: dynamodb, ...wait }, { TableName: table.TableName })
  } catch (thrown) {
    if (!(thrown instanceof ResourceInUseException)) throw thrown
    if (!(await hasIndexes(table, dynamodb))) await rebuild(table, dynamodb)
  }
}

async function hasIndexes(
  { TableName, GlobalSecondaryIndexes = [] }: Table,
  dynamodb: DynamoDBClient,
): Promise<boolean> {
  const { Table: found } = await dynamodb.send(new DescribeTableCommand({ TableName }))
  const names = new Set(found?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName))
  return GlobalSecondaryIndexes.every(({ IndexName }) => names.has(IndexName))
}

/** The emulator can add no index to a table, as DynamoDB can: the table is made again, and its rows are put back. */
async function rebuild(table: Table, dynamodb: DynamoDBClient): Promise<void> {
  const { TableName } = table
  const documents = DynamoDBDocumentClient.from(dynamodb)
  const rows = await readAll(TableName, documents)
  await dynamodb.send(new DeleteTableCommand({ TableName }))
  await waitUntilTableNotExists({ client: dynamodb, ...wait }, { TableName })
  await dynamodb.send(new CreateTableCommand(table))
  await waitUntilTableExists({ client: dynamodb, ...wait }, { TableName })
  for (const Item of rows) await documents.send(new PutCommand({ TableName, Item }))
}

async function readAll(TableName: string, documents: DynamoDBDocumentClient): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  let start: Record<string, unknown> | undefined
  do {
    const page = await documents.send(
      new ScanCommand({ TableName, ConsistentRead: true, ...(start && { ExclusiveStartKey: start }) }),
    )
    rows.push(...(page.Items ?? []))
    start = page.LastEvaluatedKey
  } while (start)
  return rows
}
