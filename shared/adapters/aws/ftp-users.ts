import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { type FtpUser, ftpUserSchema } from '../../model/ftp-user.ts'
import type { FtpUsers } from '../../ports/ftp-users.ts'
import { conditionally } from './conditional-write.ts'
import { callAws } from './failure.ts'

/** One partition, so that they can be listed; nothing else is in it. */
const PARTITION = 'user'

const rowSchema = ftpUserSchema.extend({ sort: z.string() })
const namedSchema = z.object({ sort: z.string() })

/** Users of FTP in the identity table. */
export function dynamodbFtpUsers(client: DynamoDBClient, TableName: string): FtpUsers {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
  const at = (name: string) => ({ TableName, Key: { partition: PARTITION, sort: name } })
  const isThere = { ConditionExpression: 'attribute_exists(#partition)', ExpressionAttributeNames: PARTITION_NAME }
  return {
    async find(name) {
      const input = { ...at(name), ConsistentRead: true }
      const { Item } = await callAws('dynamodb', () => documents.send(new GetCommand(input)))
      if (Item === undefined) return undefined
      const user = readRow(Item)
      // Which part of it is no good may be the hash.
      if (!user) throw new Error(`the stored user ${name} has a form that this version does not know`)
      return user
    },
    list: () => callAws('dynamodb', () => listUsers(documents, TableName)),
    async put({ name, ...user }, { replaces }) {
      const input = { TableName, Item: { partition: PARTITION, sort: name, ...user } }
      const isFree = 'attribute_not_exists(#partition)'
      // Whoever disables a user meanwhile has the last word.
      const condition = replaces
        ? {
            ConditionExpression: `${isFree} OR isDisabled = :isDisabled`,
            ExpressionAttributeValues: { ':isDisabled': user.isDisabled },
          }
        : { ConditionExpression: isFree }
      const names = { ExpressionAttributeNames: PARTITION_NAME }
      return conditionally(() => documents.send(new PutCommand({ ...input, ...names, ...condition })))
    },
    async setDisabled(name, isDisabled) {
      const input = { ...at(name), ...isThere, UpdateExpression: 'SET isDisabled = :isDisabled' }
      const values = { ExpressionAttributeValues: { ':isDisabled': isDisabled } }
      return conditionally(() => documents.send(new UpdateCommand({ ...input, ...values })))
    },
    async remove(name) {
      return conditionally(() => documents.send(new DeleteCommand({ ...at(name), ...isThere })))
    },
  }
}

async function listUsers(client: DynamoDBDocumentClient, TableName: string): ReturnType<FtpUsers['list']> {
  const users: FtpUser[] = []
  const unreadable: string[] = []
  const input = {
    TableName,
    KeyConditionExpression: '#partition = :partition',
    ExpressionAttributeNames: PARTITION_NAME,
    ExpressionAttributeValues: { ':partition': PARTITION },
    ConsistentRead: true,
  }
  for await (const { Items = [] } of paginateQuery({ client }, input)) {
    for (const item of Items) {
      const user = readRow(item)
      if (user) users.push(user)
      else unreadable.push(namedSchema.parse(item).sort)
    }
  }
  return { users, unreadable }
}

const PARTITION_NAME = { '#partition': 'partition' }

function readRow(item: unknown): FtpUser | undefined {
  const parsed = rowSchema.safeParse(item)
  if (!parsed.success) return undefined
  const { sort: name, ...user } = parsed.data
  return { name, ...user }
}
