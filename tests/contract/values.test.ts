import { expect } from 'chai'
import type { UploadApiOptions, UploadApiResponse } from 'cloudinary'
import { z } from 'zod'
import { Account, isReal, refusalOf, sdk } from './account.ts'

// What Cloudinary's reference says of each parameter's values. It holds for the stand-in; to see that it holds for Cloudinary:
// CONTRACT_CLOUDINARY_URL=cloudinary://KEY:SECRET@CLOUD npx mocha --no-config tests/contract/values.test.ts

const FILE = `data:text/plain;base64,${Buffer.from('values').toString('base64')}`

describe(`the limits of values, held by ${isReal ? 'a real account' : 'the stand-in'},`, () => {
  const account = new Account()
  before(() => account.start())
  after(() => account.stop())

  const upload = (name: string, options: UploadApiOptions) =>
    account.upload(name, FILE, { resource_type: 'raw', ...options })
  const many = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)
  const pairs = (count: number) => Object.fromEntries(many(count).map((name) => [name, 'v']))

  const taken: [string, UploadApiOptions, (answer: UploadApiResponse) => unknown, unknown][] = [
    ['a context value of 1,024 characters', contextOf('x'.repeat(1024)), contextIn, { k: 'x'.repeat(1024) }],
    ['a context value of two lines', contextOf('a\nb'), contextIn, { k: 'a\nb' }],
    ["a context value with the mirror's own escapes", contextOf('％20a％0Db％20'), contextIn, { k: '％20a％0Db％20' }],
    ['1,000 pairs of context', { context: pairs(1000) }, (answer) => Object.keys(contextIn(answer)).length, 1000],
    ['1,000 tags', { tags: many(1000) }, ({ tags }) => tags.length, 1000],
    ['a tag of 255 characters', { tags: ['x'.repeat(255)] }, ({ tags }) => tags, ['x'.repeat(255)]],
    ['tags that commas separate', { tags: 'b,a' }, ({ tags }) => tags.toSorted(), ['a', 'b']],
  ]
  for (const [what, options, shown, expected] of taken) {
    it(`allow ${what}, and give it back`, async () => {
      expect(shown(await upload(`taken ${what.slice(0, 20)}`, options))).to.deep.equal(expected)
    })
  }

  const refused: [string, UploadApiOptions][] = [
    ['a context value of 1,025 characters', contextOf('x'.repeat(1025))],
    ['a context value with a tab', contextOf('a\tb')],
    ['a context value with a carriage return', contextOf('a\rb')],
    ['an empty context value', { context: 'k=' }],
    ['1,001 pairs of context', { context: pairs(1001) }],
    ['a name of context of 256 characters', { context: { ['x'.repeat(256)]: 'v' } }],
    ['1,001 tags', { tags: many(1001) }],
    ['a tag of 256 characters', { tags: ['x'.repeat(256)] }],
    ['an asset folder of 256 characters', { asset_folder: 'x'.repeat(256) }],
    ...[...'?&#\\%<>+'].map((character): [string, UploadApiOptions] => [
      `an asset folder with ${character}`,
      { asset_folder: `a${character}b` },
    ]),
    ['an asset folder that begins with a space', { asset_folder: ' a' }],
    ['an asset folder that ends with a space', { asset_folder: 'a ' }],
    ['a display name with a slash', { display_name: 'a/b' }],
  ]
  for (const [what, options] of refused) {
    it(`forbid ${what}`, async () => {
      const name = `refused ${what.replace(/[^a-z0-9 ]/gi, '')}`
      expect(await refusalOf(upload(name, options))).to.include({ status: 400 })
      expect(await account.find(name, { resource_type: 'raw' })).to.equal(undefined)
    })
  }

  it('forbid commands by which an asset would have 1,001 tags or pairs of context', async () => {
    await upload('full', { tags: many(1000), context: pairs(1000) })
    const ids = [account.id('full')]
    const to = { ...account.access, resource_type: 'raw' as const, type: 'upload' as const }
    expect(await refusalOf(sdk.uploader.add_tag('one more', ids, to))).to.include({ status: 400 })
    expect(await refusalOf(sdk.uploader.add_context('one=more', ids, to))).to.include({ status: 400 })
    const after = await account.find('full', { resource_type: 'raw' })
    expect(after?.tags).to.have.length(1000)
  })

  it('allow the asset folders and display names that the mirror makes', async () => {
    // Accounts with fixed folders show neither.
    const options = { asset_folder: `${account.prefix}/R＆D ％20`, display_name: ' R&D 50% #1 ＋.txt' }
    const answer = await upload('placed', options)
    if (answer.asset_folder !== undefined) expect(answer).to.include(options)
  })

  it('are told where an asset is, by every answer about it', async () => {
    const place = { public_id: account.id('told'), resource_type: 'raw', type: 'upload' }
    expect(await upload('told', {})).to.include(place)
    expect(await account.find('told', { resource_type: 'raw' })).to.include(place)
    const to = account.id('told elsewhere')
    const options = { ...account.access, resource_type: 'raw' as const }
    expect(await sdk.uploader.rename(place.public_id, to, options)).to.include({ ...place, public_id: to })
    const again = await upload('told elsewhere', { overwrite: false })
    expect(again).to.include({ ...place, public_id: to, existing: true })
  })

  it('give other special characters of a public ID back as they are, or as _, and say so', async () => {
    const name = `it's (1) [a] {b}, c;d=e@f!g$h^i~j ü日😀.txt`
    const { public_id } = await upload(name, {})
    const given = public_id.slice(account.prefix.length + 1)
    // Where some are replaced, the mirror refuses the object with both names.
    const kept = Array.from(name, (character, at) => (Array.from(given)[at] === '_' ? '_' : character)).join('')
    expect(given).to.equal(kept)
    console.info(`      of ${name} is kept ${given}`)
  })

  it('forbid a public ID whose last segment has 256 characters', async () => {
    expect(await refusalOf(upload('x'.repeat(256), {}))).to.include({ status: 400 })
  })

  it('say whether 255 characters are the most of a whole public ID, or of its last segment', async () => {
    // Older text says so of the last segment, newer of the whole ID: it is one or the other, and is printed.
    const name = `${'x'.repeat(150)}/${'y'.repeat(150)}`
    const answer = await upload(name, {}).then(
      ({ public_id }: UploadApiResponse) => ({ kind: 'taken', public_id }) as const,
      async (error: unknown) => ({ kind: 'refused', ...(await refusalOf(Promise.reject(error))) }) as const,
    )
    if (answer.kind === 'taken') expect(answer.public_id).to.equal(account.id(name))
    else
      expect(answer)
        .to.include({ status: 400 })
        .and.have.property('message')
        .that.matches(/public_id/)
    console.info(`      a public ID of ${account.id(name).length} characters is ${answer.kind}`)
    const found = await sdk.api
      .resource(account.id(name), { ...account.access, resource_type: 'raw' })
      .then(() => 'taken')
      .catch(() => 'refused')
    expect(found).to.equal(answer.kind)
  })
})

function contextOf(k: string): UploadApiOptions {
  return { context: { k } }
}

const contextSchema = z.object({ custom: z.record(z.string(), z.string()) })

function contextIn({ context }: UploadApiResponse): Readonly<Record<string, string>> {
  return contextSchema.parse(context).custom
}
