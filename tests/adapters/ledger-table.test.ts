import { readFileSync } from 'node:fs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect } from 'chai'
import { parse } from 'yaml'
import { z } from 'zod'
import { createTable } from '../../local/deployment/table.ts'
import { type LocalDynamodb, startDynamodb } from '../../local/dynamodb/start.ts'
import { dynamodbRows } from '../../shared/adapters/aws/dynamodb.ts'
import { indexedBy } from '../../shared/ledger/content-index.ts'
import { findTroubled, troubleOf } from '../../shared/ledger/trouble-index.ts'
import { contentOf } from '../../shared/model/content.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { IndexSearch, Row, RowStore } from '../../shared/ports/rows.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'
import { KEY_BYTES_MAX } from '../simulation/services/object-store.ts'
import { memoryRows } from '../support/memory-rows.ts'

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
const { Properties } = template.Resources.LedgerTable

/** The table of the version before the second index. */
const former = {
  ...Properties,
  AttributeDefinitions: Properties.AttributeDefinitions.filter(
    ({ AttributeName }) => !/identity|rank|trouble|due/.test(AttributeName),
  ),
  GlobalSecondaryIndexes: Properties.GlobalSecondaryIndexes.filter(({ IndexName }) => IndexName === 'content'),
}

const keys = ['a/1.jpg', 'a/2.jpg', 'b/1.jpg', 'ü/😀.jpg', `${'x'.repeat(KEY_BYTES_MAX - 4)}.jpg`]
const rowOf = (key: string, index: number): Row => {
  const content = contentOf({ ...observed(), checksum: 'crc64nvme:c' })
  const gone = index % 2 === 0 ? { deletion: { state: 'absent', absentSinceMs: 1 } as const } : {}
  const entry: Entry = { key, applied: applied(desired('a.jpg'), observed(), { content }), ...gone }
  return { partition: 'studio', sort: key, revision: `r${index}`, ...indexedBy('studio', entry), body: { key } }
}

describe('the ledger`s table', () => {
  let dynamodb: LocalDynamodb
  let client: DynamoDBClient
  const open = (TableName: string) => dynamodbRows(client, TableName)

  before(async () => {
    dynamodb = await startDynamodb({ port: 0 })
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: 'us-east-1', credentials })
  })
  after(async () => {
    client.destroy()
    await dynamodb.stop()
  })

  async function filled(rows: RowStore): Promise<RowStore> {
    for (const [index, key] of keys.entries()) expect(await rows.write(rowOf(key, index), undefined)).to.equal(true)
    return rows
  }

  it('finds rows by both indexes as the simulated one does, in either direction, however long their keys are', async () => {
    await createTable({ ...Properties, TableName: 'new-table' }, { dynamodb: client })
    const [real, simulated] = [await filled(open('new-table')), await filled(memoryRows())]
    const { content = '', identity = '', rank } = rowOf('b/1.jpg', 2)
    const searches: readonly IndexSearch[] = [
      { index: 'content', value: content, most: 3 },
      { index: 'identity', value: identity, most: 10 },
      { index: 'identity', value: 'nothing', most: 10 },
      ...[true, false].flatMap((isForward): IndexSearch[] => [
        { index: 'content', value: content, from: 'a/2.jpg', isForward, most: 2 },
        { index: 'identity', value: identity, from: rank ?? '', isForward, most: 2 },
      ]),
    ]
    for (const search of searches) {
      const ids = async (rows: RowStore) => (await rows.find(search)).map(({ sort, rank: at }) => [sort, at])
      expect(await ids(real), JSON.stringify(search)).to.deep.equal(await ids(simulated))
    }
    expect(await real.find({ index: 'identity', value: identity, most: 10 })).to.have.length(keys.length)
  })

  it('finds keys in trouble, what is due first, and no others', async () => {
    await createTable({ ...Properties, TableName: 'troubled' }, { dynamodb: client })
    for (const rows of [open('troubled'), memoryRows()]) {
      for (const [index, key] of keys.entries()) {
        const failures = { count: 1, code: `code-${index}`, reason: 'r', retryMs: 9_000_000 - index }
        const entry: Entry = { key, applied: { state: 'nothing' }, ...(index < 3 && { failures }) }
        await rows.write({ ...rowOf(key, index), ...troubleOf('studio', entry) }, undefined)
      }
      const found = await findTroubled(rows, 'studio', 'retrying', 2)
      expect(found).to.deep.equal({
        keys: [
          { key: 'b/1.jpg', code: 'code-2', atMs: 8_999_998 },
          { key: 'a/2.jpg', code: 'code-1', atMs: 8_999_999 },
        ],
        isAll: false,
      })
      expect((await findTroubled(rows, 'studio', 'retrying', 3)).isAll).to.equal(true)
      expect((await findTroubled(rows, 'other', 'retrying', 3)).keys).to.deep.equal([])
    }
  })

  it('of an earlier version gets the indexes that it lacks, and keeps its rows', async () => {
    const TableName = 'old-table'
    await createTable({ ...former, TableName }, { dynamodb: client })
    const rows = await filled(open(TableName))
    const search = { index: 'identity', value: rowOf('a.jpg', 0).identity ?? '', most: 10 } as const
    expect(await rows.find(search).catch(String)).to.match(/index: identity/)
    expect(await findTroubled(rows, 'studio', 'retrying', 1).catch(({ code }) => code)).to.equal(
      'dynamodb-ValidationException',
    )
    await createTable({ ...Properties, TableName }, { dynamodb: client })
    for (const [index, key] of keys.entries()) {
      expect(await rows.read({ partition: 'studio', sort: key })).to.deep.equal(rowOf(key, index))
    }
    expect(await rows.find(search)).to.have.length(keys.length)
    const [row] = keys.map(rowOf)
    if (row) await rows.write({ ...row, revision: 'kept' }, row.revision)
    await createTable({ ...Properties, TableName }, { dynamodb: client })
    expect((await rows.read({ partition: 'studio', sort: 'a/1.jpg' }))?.revision).to.equal('kept')
  })
})
