import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import type { RowStore } from '../../ports/rows.ts'
import { rowsOf } from './rows.ts'

/** The ledger's table in DynamoDB, by the SDK. */
export function dynamodbRows(client: DynamoDBClient, table: string): RowStore {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
  const calls = {
    get: (input: GetCommandInput) => documents.send(new GetCommand(input)),
    put: (input: PutCommandInput) => documents.send(new PutCommand(input)),
    update: (input: UpdateCommandInput) => documents.send(new UpdateCommand(input)),
    delete: (input: DeleteCommandInput) => documents.send(new DeleteCommand(input)),
    query: (input: QueryCommandInput) => documents.send(new QueryCommand(input)),
  }
  return rowsOf(calls, table)
}
