import { expect } from 'chai'
import { createTable } from '../../local/deployment/table.ts'
import { indexedBy } from '../../shared/ledger/content-index.ts'
import { findTroubled, troubleOf } from '../../shared/ledger/trouble-index.ts'
import { contentOf } from '../../shared/model/content.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import type { IndexSearch, Row, RowStore } from '../../shared/ports/rows.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'
import { KEY_BYTES_MAX } from '../simulation/services/object-store.ts'
import { memoryRows } from '../support/memory-rows.ts'
import { localLedger, Properties } from './local-ledger.ts'

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
  const { client, ways } = localLedger()
  const bySdk = ways['the SDK']

  async function filled(rows: RowStore): Promise<RowStore> {
    for (const [index, key] of keys.entries()) expect(await rows.write(rowOf(key, index), undefined)).to.equal(true)
    return rows
  }

  for (const [how, open] of Object.entries(ways)) {
    it(`reads, writes and removes rows by ${how} as the simulated one does, each on condition of the revision`, async () => {
      const TableName = `rows-by-${how.replace(' ', '-')}`
      await createTable({ ...Properties, TableName }, { dynamodb: client() })
      for (const rows of [open(TableName), memoryRows()]) {
        const row = { ...rowOf('a/1.jpg', 0), body: { text: 'ü😀', flag: true, none: null, list: [1, { deep: 0.5 }] } }
        const id = { partition: row.partition, sort: row.sort }
        expect(await rows.read(id)).to.equal(undefined)
        expect(await rows.write({ ...row, body: { ...row.body, left: undefined } }, undefined)).to.equal(true)
        expect(JSON.parse(JSON.stringify(await rows.read(id)))).to.deep.equal(row)
        expect(await rows.write({ ...row, revision: 'other' }, undefined)).to.equal(false)
        expect(await rows.write({ ...row, revision: 'other' }, 'unknown')).to.equal(false)
        expect(await rows.remove(id, 'unknown')).to.equal(false)
        expect(await rows.read(id)).to.include({ revision: row.revision })
        expect(await rows.write({ ...row, revision: 'next' }, row.revision)).to.equal(true)
        expect(await rows.remove(id, 'next')).to.equal(true)
        expect(await rows.read(id)).to.equal(undefined)
      }
    })

    it(`lists rows by ${how} as the simulated one does, page by page`, async () => {
      const TableName = `pages-by-${how.replace(' ', '-')}`
      await createTable({ ...Properties, TableName }, { dynamodb: client() })
      const [real, simulated] = [await filled(open(TableName)), await filled(memoryRows())]
      for (const [after, most, prefix] of [
        [undefined, 2],
        ['a/2.jpg', 10],
        [undefined, 10, 'a/'],
        ['z', 1],
      ] as const) {
        const keysOf = async (rows: RowStore) =>
          (await rows.list('studio', after, most, prefix)).items.map(({ sort, revision }) => [sort, revision])
        expect(await keysOf(real)).to.deep.equal(await keysOf(simulated))
      }
    })

    it(`tells of trouble by ${how} as a transient error`, async () => {
      const thrown: unknown = await open('no-such-table')
        .read({ partition: 'a', sort: 'b' })
        .catch((error: unknown) => error)
      expect(thrown).to.be.instanceOf(TransientError).and.to.include({ code: 'dynamodb-ResourceNotFoundException' })
    })
  }

  for (const [how, open] of Object.entries(ways))
    it(`finds rows by both indexes by ${how} as the simulated one does, in either direction, however long their keys are`, async () => {
      const TableName = `indexes-by-${how.replace(' ', '-')}`
      await createTable({ ...Properties, TableName }, { dynamodb: client() })
      const [real, simulated] = [await filled(open(TableName)), await filled(memoryRows())]
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
    await createTable({ ...Properties, TableName: 'troubled' }, { dynamodb: client() })
    for (const rows of [bySdk('troubled'), memoryRows()]) {
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
    await createTable({ ...former, TableName }, { dynamodb: client() })
    const rows = await filled(bySdk(TableName))
    const search = { index: 'identity', value: rowOf('a.jpg', 0).identity ?? '', most: 10 } as const
    expect(await rows.find(search).catch(String)).to.match(/index: identity/)
    expect(await findTroubled(rows, 'studio', 'retrying', 1).catch(({ code }) => code)).to.equal(
      'dynamodb-ValidationException',
    )
    await createTable({ ...Properties, TableName }, { dynamodb: client() })
    for (const [index, key] of keys.entries()) {
      expect(await rows.read({ partition: 'studio', sort: key })).to.deep.equal(rowOf(key, index))
    }
    expect(await rows.find(search)).to.have.length(keys.length)
    const [row] = keys.map(rowOf)
    if (row) await rows.write({ ...row, revision: 'kept' }, row.revision)
    await createTable({ ...Properties, TableName }, { dynamodb: client() })
    expect((await rows.read({ partition: 'studio', sort: 'a/1.jpg' }))?.revision).to.equal('kept')
  })
})
