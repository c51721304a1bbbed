import { expect } from 'chai'
import { z } from 'zod'
import { jpeg, mp4, png } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { access, admin, find, refusalOf, setSettings, upload, useCloudinary } from './support.ts'

const foundSchema = z.object({
  total_count: z.int(),
  next_cursor: z.string().optional(),
  resources: z.array(z.looseObject({ public_id: z.string() })),
})
type Found = z.infer<typeof foundSchema>

describe('search', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const to = () => access(cloudinary())
  const search = (expression: string) => sdk.search.expression(expression)
  // That it takes options is not among the SDK's types.
  const execute = async (query: ReturnType<typeof search>): Promise<Found> =>
    foundSchema.parse(await Reflect.apply(query.execute, query, [to()]))
  const idsOf = ({ resources }: Found) => resources.map(({ public_id }) => public_id)
  const idsFor = async (expression: string) => idsOf(await execute(search(expression))).toSorted()

  before(async () => {
    const define = (external_id: string, type: 'integer' | 'string') =>
      sdk.api.add_metadata_field({ external_id, label: external_id, type }, to())
    await define('rating', 'integer')
    await upload(cloudinary(), jpeg(), { public_id: 'animals/cat', tags: ['pet', 'fur ry'], asset_folder: 'zoo' })
    await upload(cloudinary(), jpeg(4), {
      public_id: 'animals/dog',
      tags: ['pet'],
      context: 'mood=good',
      metadata: 'rating=5',
    })
    await upload(cloudinary(), png(9, 9), { public_id: 'plants/tree', asset_folder: 'zoo/garden' })
    await upload(cloudinary(), png(), { public_id: 'secret (1)', type: 'private' })
    await upload(cloudinary(), mp4(), { public_id: 'film', resource_type: 'video', metadata: 'rating=2' })
  })
  afterEach(() => fetch(`${cloudinary().origin}/_control/settings`, { method: 'DELETE' }))

  const all = ['animals/cat', 'animals/dog', 'film', 'plants/tree', 'secret (1)']
  const cases: [string, string[]][] = [
    ['', all],
    ['public_id:animals/cat', ['animals/cat']],
    ['public_id:animals/*', ['animals/cat', 'animals/dog']],
    ['public_id="secret (1)"', ['secret (1)']],
    ['tags:pet', ['animals/cat', 'animals/dog']],
    ['tags="fur ry"', ['animals/cat']],
    ['tags:pet AND NOT tags="fur ry"', ['animals/dog']],
    ['tags:pet -tags:fur*', ['animals/dog']],
    ['folder:zoo', ['animals/cat']],
    ['folder:zoo*', ['animals/cat', 'plants/tree']],
    ['resource_type:video OR type:private', ['film', 'secret (1)']],
    ['resource_type:image AND (format:jpg OR type:private)', ['animals/cat', 'animals/dog', 'secret (1)']],
    ['format:JPG', ['animals/cat', 'animals/dog']],
    ['format=JPG', []],
    ['width>8 AND width<=32', ['animals/dog', 'plants/tree']],
    ['context.mood:good', ['animals/dog']],
    ['metadata.rating>=5', ['animals/dog']],
    ['pet', ['animals/cat', 'animals/dog']],
    ['tags:none', []],
  ]
  for (const [expression, expected] of cases) {
    it(`finds ${expression || 'everything'}`, async () => expect(await idsFor(expression)).to.deep.equal(expected))
  }

  for (const expression of ['tags:', 'AND', '(tags:a', 'tags:a)', 'colour:red', '"open']) {
    it(`refuses ${expression}`, async () => {
      expect(await refusalOf(execute(search(expression)))).to.match(/^400 Invalid /)
    })
  }

  it('orders what it finds, the newest first unless asked otherwise', async () => {
    const ordered = async (...sorts: [string, 'asc' | 'desc'][]) => {
      const query = search('resource_type:image AND type:upload')
      for (const [field, direction] of sorts) query.sort_by(field, direction)
      return idsOf(await execute(query))
    }
    expect(await ordered()).to.deep.equal(['plants/tree', 'animals/dog', 'animals/cat'])
    expect(await ordered(['public_id', 'asc'])).to.deep.equal(['animals/cat', 'animals/dog', 'plants/tree'])
    expect(await ordered(['format', 'desc'], ['width', 'asc'])).to.deep.equal([
      'plants/tree',
      'animals/cat',
      'animals/dog',
    ])
  })

  it('goes on page by page', async () => {
    const page = (cursor?: string) => {
      const query = search('').sort_by('public_id', 'asc').max_results(2)
      return execute(cursor === undefined ? query : query.next_cursor(cursor))
    }
    const first = await page()
    expect([first.total_count, idsOf(first)]).to.deep.equal([5, ['animals/cat', 'animals/dog']])
    const second = await page(first.next_cursor)
    const third = await page(second.next_cursor)
    expect(idsOf(third)).to.deep.equal(['secret (1)'])
    expect(third).to.not.have.property('next_cursor')
    expect(await refusalOf(page('zz'))).to.equal('400 Invalid value for parameter next_cursor')
  })

  it('shows annotations only where asked for', async () => {
    const dog = () => search('public_id:animals/dog')
    const [bare] = (await execute(dog())).resources
    expect(bare).to.include({ filename: 'dog', status: 'active', width: 32, pixels: 256 })
    expect(bare).to.not.have.any.keys('tags', 'context', 'metadata')
    const [whole] = (await execute(dog().with_field('tags').with_field('context').with_field('metadata'))).resources
    expect(whole).to.deep.include({ tags: ['pet'], context: { mood: 'good' }, metadata: { rating: 5 } })
  })

  it('answers under both of its addresses', async () => {
    for (const path of ['resources/search', 'resources%2Fsearch']) {
      const headers = { 'Content-Type': 'application/json' }
      const response = await admin(cloudinary(), path, { method: 'POST', body: '{"expression":"film"}', headers })
      expect(await response.json(), path).to.include({ total_count: 1 })
    }
  })

  it('lags behind when that is set', async () => {
    await setSettings(cloudinary(), { searchLagMs: 60_000 })
    await upload(cloudinary(), jpeg(), { public_id: 'new', tags: ['lag'] })
    await sdk.uploader.destroy('animals/cat', to())
    expect(await idsFor('tags:lag')).to.deep.equal([])
    expect(await idsFor('public_id:animals/cat')).to.deep.equal(['animals/cat'])
    expect(await find(cloudinary(), 'animals/cat')).to.equal(undefined)
    await setSettings(cloudinary(), {})
    expect(await idsFor('tags:lag')).to.deep.equal(['new'])
    expect(await idsFor('public_id:animals/cat')).to.deep.equal([])
  })
})
