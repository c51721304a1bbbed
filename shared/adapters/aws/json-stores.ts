import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import type { Queue } from '../../ports/queue.ts'
import type { RowStore } from '../../ports/rows.ts'
import { callAws } from './failure.ts'
import { type JsonCall, jsonService } from './json-call.ts'
import { rowsOf } from './rows.ts'

/** What has the values of attributes, and how DynamoDB has it. */
const VALUES = ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey'] as const

/** What is none of DynamoDB's values, unmarshall refuses. */
const attribute = z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null)
const item = z.record(z.string(), attribute)
const answerSchema = z.looseObject({ Item: item.optional(), Items: z.array(item).optional() })

/** The ledger's table in DynamoDB, without the SDK. */
export function jsonRows(table: string, call: JsonCall = jsonService('dynamodb')): RowStore {
  const calls = {
    get: (input: object) => callPlainly(call, 'GetItem', input),
    put: (input: object) => callPlainly(call, 'PutItem', input),
    update: (input: object) => callPlainly(call, 'UpdateItem', input),
    delete: (input: object) => callPlainly(call, 'DeleteItem', input),
    query: (input: object) => callPlainly(call, 'Query', input),
  }
  return rowsOf(calls, table)
}

/** Sends changes to the queue as `sqsQueue` does, without the SDK. */
export function jsonQueue(QueueUrl: string, call: JsonCall = jsonService('sqs')): Pick<Queue, 'send'> {
  return {
    async send(bodies) {
      for (const MessageBody of bodies) await callAws('sqs', () => call('SendMessage', { QueueUrl, MessageBody }))
    },
  }
}

async function callPlainly(call: JsonCall, operation: string, input: object): Promise<unknown> {
  const given = Object.entries(input).map(([name, value]) => [name, hasValues(name) ? written(value) : value] as const)
  const { Item, Items, ...rest } = answerSchema.parse(await call(operation, Object.fromEntries(given)))
  return { ...rest, Item: Item && unmarshall(Item), Items: Items?.map((one) => unmarshall(one)) }
}

function hasValues(name: string): boolean {
  return VALUES.some((one) => one === name)
}

function written(value: unknown): Record<string, AttributeValue> {
  return marshall(value, { removeUndefinedValues: true })
}
