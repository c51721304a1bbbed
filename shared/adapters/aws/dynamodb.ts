import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { z } from 'zod'
import type { Page } from '../../ports/page.ts'
import type { Row, RowId, RowStore } from '../../ports/rows.ts'
import { awsFailure, callAws } from './failure.ts'

/** The index by content; its keys are `content` and the table's own. */
export const CONTENT_INDEX = 'content'

const idSchema = z.object({ partition: z.string(), sort: z.string() })
const rowSchema = idSchema.extend({
  revision: z.string(),
  content: z.string().exactOptional(),
  body: z.record(z.string(), z.unknown()),
})

/** The ledger's table in DynamoDB. */
export function dynamodbRows(client: DynamoDBClient, table: string): RowStore {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
  const query = async (input: Omit<QueryCommandInput, 'TableName'>): Promise<Page<unknown>> => {
    const answer = await callAws('dynamodb', () => documents.send(new QueryCommand({ TableName: table, ...input })))
    return { items: answer.Items ?? [], isLast: answer.LastEvaluatedKey === undefined }
  }
  return {
    async read({ partition, sort }) {
      const input = { TableName: table, Key: { partition, sort }, ConsistentRead: true }
      const { Item } = await callAws('dynamodb', () => documents.send(new GetCommand(input)))
      return Item && rowSchema.parse(Item)
    },
    async write(row, expected) {
      return conditionally(() =>
        documents.send(new PutCommand({ TableName: table, Item: row, ...unchanged(expected) })),
      )
    },
    async remove({ partition, sort }, expected) {
      const input = { TableName: table, Key: { partition, sort }, ...unchanged(expected) }
      return conditionally(() => documents.send(new DeleteCommand(input)))
    },
    async findByContent(content, most): Promise<readonly RowId[]> {
      const condition = {
        KeyConditionExpression: 'content = :content',
        ExpressionAttributeValues: { ':content': content },
      }
      const { items } = await query({ IndexName: CONTENT_INDEX, Limit: most, ...condition })
      return items.map((item) => idSchema.parse(item))
    },
    async list(partition, after, most, prefix = ''): Promise<Page<Row>> {
      // A key condition takes no empty text.
      const isBelow = prefix === '' ? '' : ' AND begins_with(#sort, :prefix)'
      const start = after === undefined ? {} : { ExclusiveStartKey: { partition, sort: after } }
      const page = await query({
        KeyConditionExpression: `#partition = :partition${isBelow}`,
        ExpressionAttributeNames: { '#partition': 'partition', ...(isBelow && { '#sort': 'sort' }) },
        ExpressionAttributeValues: { ':partition': partition, ...(isBelow && { ':prefix': prefix }) },
        ConsistentRead: true,
        Limit: most,
        ...start,
      })
      return { ...page, items: page.items.map((item) => rowSchema.parse(item)) }
    },
  }
}

/** The condition that nobody has written since `expected` was read, or that there is still no row. */
function unchanged(expected: string | undefined): {
  ConditionExpression: string
  ExpressionAttributeValues?: Record<string, string>
} {
  if (expected === undefined) return { ConditionExpression: 'attribute_not_exists(revision)' }
  return { ConditionExpression: 'revision = :expected', ExpressionAttributeValues: { ':expected': expected } }
}

async function conditionally(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return false
    throw awsFailure('dynamodb', thrown)
  }
}
