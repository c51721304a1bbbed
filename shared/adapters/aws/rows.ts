import type {
  DeleteCommandInput,
  GetCommandInput,
  PutCommandInput,
  QueryCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { Page } from '../../ports/page.ts'
import type { IndexedRow, IndexSearch, Row, RowStore } from '../../ports/rows.ts'
import { conditionally } from './conditional-write.ts'
import { callAws } from './failure.ts'
import { amendmentInput } from './row-amendment.ts'

/** A table, with plain values in and out. */
export interface Table {
  get(input: GetCommandInput): Promise<unknown>
  put(input: PutCommandInput): Promise<unknown>
  update(input: UpdateCommandInput): Promise<unknown>
  delete(input: DeleteCommandInput): Promise<unknown>
  query(input: QueryCommandInput): Promise<unknown>
}

/** The indexes, each with the attribute that orders its rows; all are named like the attribute that they find rows by. */
const PLACES = { content: 'sort', identity: 'rank', trouble: 'due' } as const

const idSchema = z.object({ partition: z.string(), sort: z.string() })
const indexedSchema = idSchema.extend({ rank: z.string().optional(), due: z.string().optional() })
const rowSchema = idSchema.extend({
  revision: z.string(),
  content: z.string().exactOptional(),
  identity: z.string().exactOptional(),
  rank: z.string().exactOptional(),
  trouble: z.string().exactOptional(),
  due: z.string().exactOptional(),
  body: z.record(z.string(), z.unknown()),
})
const itemSchema = z.object({ Item: z.unknown().optional() })
const pageSchema = z.object({ Items: z.array(z.unknown()).default([]), LastEvaluatedKey: z.unknown().optional() })

/** The rows of a table, whatever calls DynamoDB. */
export function rowsOf(table: Table, TableName: string): RowStore {
  const query = async (input: Omit<QueryCommandInput, 'TableName'>): Promise<Page<unknown>> => {
    const answer = await callAws('dynamodb', () => table.query({ TableName, ...input }))
    const { Items, LastEvaluatedKey } = pageSchema.parse(answer)
    return { items: Items, isLast: LastEvaluatedKey === undefined }
  }
  return {
    async read({ partition, sort }) {
      const input = { TableName, Key: { partition, sort }, ConsistentRead: true }
      const { Item } = itemSchema.parse(await callAws('dynamodb', () => table.get(input)))
      return Item === undefined ? undefined : rowSchema.parse(Item)
    },
    async write(row, expected) {
      return conditionally(() => table.put({ TableName, Item: row, ...unchanged(expected) }))
    },
    async amend(amendment) {
      return conditionally(() => table.update({ TableName, ...amendmentInput(amendment) }))
    },
    async remove({ partition, sort }, expected) {
      const input = { TableName, Key: { partition, sort }, ...unchanged(expected) }
      return conditionally(() => table.delete(input))
    },
    async find(search): Promise<readonly IndexedRow[]> {
      const { items } = await query(searchInput(search))
      return items.map((item) => indexedSchema.parse(item))
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

function searchInput({ index, value, from, isForward = true, most }: IndexSearch) {
  const isFrom = from === undefined ? '' : ` AND #place ${isForward ? '>=' : '<'} :from`
  return {
    IndexName: index,
    Limit: most,
    ScanIndexForward: isForward,
    KeyConditionExpression: `#index = :value${isFrom}`,
    ExpressionAttributeNames: { '#index': index, ...(isFrom && { '#place': PLACES[index] }) },
    ExpressionAttributeValues: { ':value': value, ...(isFrom && { ':from': from }) },
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
