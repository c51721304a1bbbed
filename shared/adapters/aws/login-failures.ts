import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { FailurePlace, LoginFailures } from '../../ports/ftp-users.ts'
import { callAws } from './failure.ts'

const rowSchema = z.object({
  failures: z.number().default(0),
  sinceMs: z.number().default(0),
  lastMs: z.number().default(0),
})

/** One that others write at the same moment is tried again. */
const TRIES_MAX = 5

/** Counts of wrong passwords in the identity table: a row for each address, and for each user from it. They expire. */
export function dynamodbLoginFailures(client: DynamoDBClient, TableName: string): LoginFailures {
  const documents = DynamoDBDocumentClient.from(client)
  // No user has the name "*".
  const at = ({ address, user = '*' }: FailurePlace) => ({
    TableName,
    Key: { partition: `failures#${address}`, sort: user },
  })
  const update = (place: FailurePlace, change: Change) =>
    callAws('dynamodb', async () => {
      try {
        await documents.send(new UpdateCommand({ ...at(place), ...change }))
        return true
      } catch (thrown) {
        if (thrown instanceof ConditionalCheckFailedException) return false
        throw thrown
      }
    })
  return {
    async read(place) {
      const input = { ...at(place), ConsistentRead: true }
      const { Item = {} } = await callAws('dynamodb', () => documents.send(new GetCommand(input)))
      const { failures: count, ...times } = rowSchema.parse(Item)
      return { count, ...times }
    },
    async add(place, { nowMs, windowMs }) {
      for (let tries = 0; tries < TRIES_MAX; tries++) {
        if (await update(place, oneMore(nowMs, windowMs))) return
        if (await update(place, firstAgain(nowMs, windowMs))) return
      }
    },
    async forget(place) {
      const change = { UpdateExpression: 'SET failures = :zero REMOVE sinceMs, lastMs' }
      await update(place, { ...change, ExpressionAttributeValues: { ':zero': 0 } })
    },
  }
}

interface Change {
  readonly UpdateExpression: string
  readonly ConditionExpression?: string
  readonly ExpressionAttributeValues: Record<string, number>
}

/** Within the window: DynamoDB adds, so that none of many at once is lost. */
function oneMore(nowMs: number, windowMs: number): Change {
  return {
    UpdateExpression: 'SET sinceMs = if_not_exists(sinceMs, :now), lastMs = :now, expiresAt = :end ADD failures :one',
    ConditionExpression: 'attribute_not_exists(sinceMs) OR sinceMs > :begin',
    ExpressionAttributeValues: valuesAt(nowMs, windowMs),
  }
}

/** Rows outlive their time by up to two days, so that it is looked at. */
function firstAgain(nowMs: number, windowMs: number): Change {
  return {
    UpdateExpression: 'SET sinceMs = :now, lastMs = :now, expiresAt = :end, failures = :one',
    ConditionExpression: 'sinceMs <= :begin',
    ExpressionAttributeValues: valuesAt(nowMs, windowMs),
  }
}

function valuesAt(nowMs: number, windowMs: number): Record<string, number> {
  return {
    ':now': nowMs,
    ':begin': nowMs - windowMs,
    ':end': Math.ceil((nowMs + windowMs) / 1000),
    ':one': 1,
  }
}
