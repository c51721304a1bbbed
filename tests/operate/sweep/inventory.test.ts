import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { type OpenObject, readInventory } from '../../../operate/sweep/inventory.ts'
import type { ListedObject } from '../../../shared/ports/source.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { COLUMNS, type InventoryRow, inventoryFile, manifestOf } from './inventories.ts'

const BUCKET = 'studio'

describe('an inventory', () => {
  /** Puts one where S3 has it: the manifest in a folder of its own, beside that of the data. */
  function place(rows: readonly InventoryRow[], more: object = {}, files?: Readonly<Record<string, Buffer>>): string {
    const folder = temporaryFolder('inventory')
    for (const name of ['data', '2026-01-01T01-00Z']) mkdirSync(join(folder, name))
    const half = Math.ceil(rows.length / 2)
    const parts = [rows.slice(0, half), rows.slice(half)].map((part) => inventoryFile(BUCKET, part))
    const named = files ?? Object.fromEntries(parts.map((bytes, index) => [`x/studio/all/data/${index}.csv.gz`, bytes]))
    for (const [key, bytes] of Object.entries(named))
      writeFileSync(join(folder, 'data', key.split('/').at(-1) ?? ''), bytes)
    const manifest = join(folder, '2026-01-01T01-00Z', 'manifest.json')
    writeFileSync(manifest, manifestOf(BUCKET, named, more))
    return manifest
  }
  const notThere = async () => Promise.reject(new Error('expected nothing of S3'))
  async function read(manifest: string, open: OpenObject = notThere): Promise<readonly ListedObject[]> {
    const objects: ListedObject[] = []
    for await (const object of readInventory(manifest, BUCKET, open)) objects.push(object)
    return objects
  }
  async function refusal(manifest: string): Promise<string> {
    return read(manifest).then(
      () => 'none',
      (thrown: Error) => `${thrown.name}: ${thrown.message}`,
    )
  }

  it('tells of the objects in all of its files, by their names', async () => {
    const modified = '2026-01-02T03:04:05.678Z'
    const rows = [{ key: 'a b+c/ü "1", 2%.jpg', sizeBytes: 12, etag: 'f'.repeat(32), modified }, { key: 'b.jpg' }]
    const [first, second, ...others] = await read(place(rows))
    const lastModifiedMs = Date.UTC(2026, 0, 2, 3, 4, 5)
    expect(first).to.deep.equal({ key: rows[0]?.key, sizeBytes: 12, etag: 'f'.repeat(32), lastModifiedMs })
    expect([second?.key, others]).to.deep.equal(['b.jpg', []])
  })

  it('is read from S3, its files from the bucket that the manifest names', async () => {
    const bytes = inventoryFile(BUCKET, [{ key: 'a.jpg' }])
    const manifest = manifestOf(BUCKET, { 'x/data/0.csv.gz': bytes }, { destinationBucket: 'arn:aws:s3:::lists' })
    const stored: Readonly<Record<string, string | Buffer>> = {
      's3://lists/x/manifest.json': manifest,
      's3://lists/x/data/0.csv.gz': bytes,
    }
    const open: OpenObject = async (bucket, key) => Readable.from([stored[`s3://${bucket}/${key}`] ?? ''])
    expect((await read('s3://lists/x/manifest.json', open)).map(({ key }) => key)).to.deep.equal(['a.jpg'])
  })

  it('leaves out what is not there any more: older versions, and delete markers', async () => {
    const rows = [
      { key: 'a.jpg', versionId: 'v2' },
      { key: 'a.jpg', versionId: 'v1', isLatest: false },
      { key: 'gone.jpg', versionId: 'v3', isDeleteMarker: true },
    ]
    expect((await read(place(rows))).map(({ key }) => key)).to.deep.equal(['a.jpg'])
  })

  it('refuses a file that is not the one of its manifest, and one that is none', async () => {
    const bytes = inventoryFile(BUCKET, [{ key: 'a.jpg' }])
    const files = [{ key: 'x/data/0.csv.gz', size: 1, MD5checksum: '0'.repeat(32) }]
    const changed = place([], { files }, { 'x/data/0.csv.gz': bytes })
    expect(await refusal(changed)).to.match(/^UsageError: expected x\/data\/0\.csv\.gz to have the MD5 0{32}.*found/)
    const broken = place([], {}, { 'x/data/0.csv.gz': Buffer.from('no gzip') })
    expect(await refusal(broken)).to.match(/^UsageError: expected x\/data\/0\.csv\.gz to be CSV, compressed by gzip/)
    const missing = place([], { files }, {})
    expect(await refusal(missing)).to.match(/^UsageError: expected 0\.csv\.gz of the inventory at /)
  })

  it('refuses a manifest that it cannot go by, and says what is wrong', async () => {
    const rows = [{ key: 'a.jpg' }]
    const odd = (more: object) => refusal(place(rows, more))
    expect(await odd({ sourceBucket: 'other' })).to.contain('expected an inventory of studio, found one of other')
    expect(await odd({ fileFormat: 'ORC' })).to.contain('expected an inventory in CSV, found ORC')
    expect(await odd({ fileSchema: COLUMNS.replace(', ETag', '') })).to.contain('expected an inventory with ETag')
    expect(await odd({ fileSchema: COLUMNS.replace('IsLatest, ', '') })).to.contain('with IsLatest')
    expect(await odd({ files: 'none' })).to.contain('expected the manifest.json of an S3 inventory')
    expect(await odd({ fileSchema: `Extra, ${COLUMNS}` })).to.contain('expected an object in each row')
    expect(await refusal('/nowhere/manifest.json')).to.contain(
      'expected s3://BUCKET/KEY or the file of a manifest.json',
    )
  })
})
