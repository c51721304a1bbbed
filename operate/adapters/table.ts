import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'

/** Reads what a table is made of: its state, its keys and its indexes. */
export async function readTable(dynamodb: DynamoDBClient, TableName: string) {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }))
  return {
    status: Table?.TableStatus ?? 'unknown',
    keys: (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName),
    indexes: (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName = '' }) => IndexName),
  }
}

/** Reads by which attribute rows expire, if they do, and whether the table can be restored to any moment. */
export async function readTableCare(dynamodb: DynamoDBClient, TableName: string) {
  const [{ TimeToLiveDescription: expiry }, { ContinuousBackupsDescription: backups }] = await Promise.all([
    dynamodb.send(new DescribeTimeToLiveCommand({ TableName })),
    dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
  ])
  const isOn = expiry?.TimeToLiveStatus === 'ENABLED'
  const restorable = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED'
  return { expiresBy: isOn ? expiry.AttributeName : undefined, isRestorable: restorable }
}
