import { expect } from 'chai'
import type { AssetKind, Catalog } from '../../shared/ports/catalog.ts'
import { sweepExtras } from '../../shared/sweep/extras.ts'
import { memoryQueue } from '../support/memory-queue.ts'
import { BUCKET, MemoryWorld } from '../support/world.ts'

/** An account of so many pages of images, each with an asset of ours that no key has. */
class PagedCatalog implements Catalog {
  readonly #pages: number
  readonly listed: string[] = []
  /** Places that the account has forgotten. */
  readonly forgotten = new Set<string>()

  constructor(pages: number) {
    this.#pages = pages
  }

  async list({ resourceType, type }: AssetKind, from: string | undefined) {
    if (resourceType !== 'image' || type !== 'upload') return { assets: [], next: undefined }
    if (from !== undefined && this.forgotten.has(from)) throw new Error(`Invalid next_cursor ${from}`)
    const page = Number(from ?? 0)
    this.listed.push(String(page))
    const next = page + 1 < this.#pages ? String(page + 1) : undefined
    return { assets: [this.#asset(page)], next }
  }

  async find(_: AssetKind, publicIds: readonly string[]) {
    return publicIds.map((publicId) => this.#asset(Number(publicId.slice(1))))
  }

  #asset(page: number) {
    const address = { resourceType: 'image', type: 'upload', publicId: `p${page}` } as const
    const context = { source_bucket: BUCKET, source_key: `p${page}.jpg` }
    return { address, assetId: `id${page}`, version: 1, context, tags: [] }
  }
}

describe('a walk through the account', () => {
  /** Looks at so many pages, and ends there. Resolves with whether that was the end, and with the keys that were queued. */
  async function walk(world: MemoryWorld, catalog: Catalog, pagesMax: number) {
    const { ledger, owners, clock, catalogCursor } = world.records
    const cursor = catalogCursor('command')
    const queued: string[] = []
    let pages = 0
    const isWhole = await sweepExtras({
      ...{ bucket: BUCKET, ledger, owners, clock, adopts: false, catalog, cursor },
      queue: memoryQueue(world),
      mayGoOn: async () => pages++ < pagesMax,
      onPage: ({ differences }) => void queued.push(...differences.map(({ key }) => key)),
    })
    return { isWhole, queued }
  }

  it('goes on where it was interrupted, and begins anew once it has come to its end', async () => {
    const [world, catalog] = [new MemoryWorld(), new PagedCatalog(5)]
    expect(await walk(world, catalog, 2)).to.deep.equal({ isWhole: false, queued: ['p0.jpg', 'p1.jpg'] })
    expect(await walk(world, catalog, 1)).to.deep.equal({ isWhole: false, queued: ['p2.jpg'] })
    expect(await walk(world, catalog, 100)).to.deep.equal({ isWhole: true, queued: ['p3.jpg', 'p4.jpg'] })
    expect(catalog.listed).to.deep.equal(['0', '1', '2', '3', '4'])
    expect(await world.records.catalogCursor('command').read()).to.equal(undefined)
  })

  it('is remembered before its first page', async () => {
    const [world, catalog] = [new MemoryWorld(), new PagedCatalog(1)]
    await walk(world, catalog, 0)
    expect(await world.records.catalogCursor('command').read()).to.deep.equal({
      kind: { resourceType: 'image', type: 'upload' },
    })
    expect(await world.records.catalogCursor('other').read()).to.equal(undefined)
  })

  it('begins the listing anew whose place Cloudinary has forgotten', async () => {
    const [world, catalog] = [new MemoryWorld(), new PagedCatalog(3)]
    await walk(world, catalog, 2)
    catalog.forgotten.add('2')
    // A place that it has just given is another matter.
    expect(await walk(world, catalog, 100).catch(String)).to.contain('Invalid next_cursor 2')
    catalog.forgotten.clear()
    expect((await walk(world, catalog, 100)).isWhole).to.equal(true)
  })
})
