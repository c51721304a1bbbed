import { expect } from 'chai'
import { jpeg } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { access, find, refusalOf, upload, useCloudinary } from './support.ts'

describe('the limits of values', () => {
  const cloudinary = useCloudinary()
  const to = () => ({ ...access(cloudinary()), type: 'upload' as const })

  before(() => upload(cloudinary(), jpeg(), { public_id: 'there' }))

  const many = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)
  const pairs = (count: number) => Object.fromEntries(many(count).map((name) => [name, 'v']))
  const good: [string, object][] = [
    ['a folder of 255 characters', { asset_folder: `a/${'😀'.repeat(253)}` }],
    ['a folder with a space inside', { asset_folder: 'a b/c' }],
    ['a display name of any other characters', { display_name: 'R&D 50% + #1?.jpg' }],
    ['a context value of 1,024 characters', { context: { k: 'ü'.repeat(1024) } }],
    ['a context value of two lines', { context: { k: 'a\nb' } }],
    ['1,000 pairs', { context: pairs(1000) }],
    ['1,000 tags', { tags: many(1000) }],
    ['a tag of 255 characters', { tags: 'x'.repeat(255) }],
  ]
  for (const [name, options] of good) {
    it(`allow ${name}`, async () => {
      await upload(cloudinary(), jpeg(), { public_id: 'good', ...options })
      await sdk.uploader.explicit('there', { ...to(), ...options })
    })
  }

  const bad: [string, object, RegExp][] = [
    ['a folder of 256 characters', { asset_folder: 'x'.repeat(256) }, /^400 asset_folder \(x+\) is too long/],
    ...[...'?&#\\%<>+'].map((character): [string, object, RegExp] => [
      `a folder with ${character}`,
      { asset_folder: `a/${character}b` },
      /^400 asset_folder \(a\/.b\) is invalid$/,
    ]),
    ['a folder that begins with a space', { asset_folder: ' a' }, /^400 asset_folder \( a\) is invalid$/],
    ['a folder that ends with a space', { asset_folder: 'a ' }, /^400 asset_folder \(a \) is invalid$/],
    ['a display name with a slash', { display_name: 'a/b' }, /^400 display_name \(a\/b\) cannot contain forward slash/],
    [
      'a context value of 1,025 characters',
      { context: { k: 'x'.repeat(1025) } },
      /^400 Context value of k is too long/,
    ],
    ['a context value with a tab', { context: { k: 'a\tb' } }, /^400 Context value of k contains invalid characters$/],
    ['a context value with a carriage return', { context: { k: 'a\r' } }, /^400 Context value of k contains invalid/],
    ['an empty context value', { context: 'j=1|k=' }, /^400 Context value of k is empty$/],
    ['a context key of 256 characters', { context: { ['x'.repeat(256)]: 'v' } }, /^400 Context key \(x+\) is too long/],
    ['a context key with a comma', { context: 'a,b=v' }, /^400 Context key \(a,b\) is invalid$/],
    ['1,001 pairs', { context: pairs(1001) }, /^400 Too many context keys. At most 1000 are allowed$/],
    ['1,001 tags', { tags: many(1001) }, /^400 Too many tags. At most 1000 are allowed$/],
    ['a tag of 256 characters', { tags: `a,${'x'.repeat(256)}` }, /^400 Tag \(x+\) is too long/],
  ]
  for (const [name, options, message] of bad) {
    it(`forbid ${name}, to uploads and to what changes an asset`, async () => {
      expect(await refusalOf(upload(cloudinary(), jpeg(), { public_id: 'bad', ...options }))).to.match(message)
      expect(await find(cloudinary(), 'bad')).to.equal(undefined)
      expect(await refusalOf(sdk.uploader.explicit('there', { ...to(), ...options }))).to.match(message)
      expect(await refusalOf(sdk.api.update('there', { ...to(), ...options }))).to.match(message)
    })
  }

  it('hold for the commands that change tags and context', async () => {
    const long = 'x'.repeat(1025)
    expect(await refusalOf(sdk.uploader.add_tag(long, ['there'], to()))).to.match(/^400 Tag \(x+\) is too long/)
    expect(await refusalOf(sdk.uploader.replace_tag(long, ['there'], to()))).to.match(/^400 Tag \(x+\) is too long/)
    const added = sdk.uploader.add_context(`k=${long}`, ['there'], to())
    expect(await refusalOf(added)).to.match(/^400 Context value of k is too long/)
  })
  it('hold for what an asset has in all after such a command, or nothing changes', async () => {
    await upload(cloudinary(), jpeg(), { public_id: 'spare' })
    await upload(cloudinary(), jpeg(), { public_id: 'full', tags: many(999), context: pairs(999) })
    const ids = ['spare', 'full']
    const tag = (tags: string) => sdk.uploader.add_tag(tags, ids, to())
    const context = (text: string) => sdk.uploader.add_context(text, ids, to())
    expect(await refusalOf(tag('a,b'))).to.equal('400 Too many tags. At most 1000 are allowed')
    expect(await refusalOf(context('a=v|b=v'))).to.equal('400 Too many context keys. At most 1000 are allowed')
    const spare = await find(cloudinary(), 'spare')
    expect(spare).to.deep.include({ tags: [] }).and.to.not.have.property('context')
    // What is there already counts once, and what is taken away leaves room.
    expect(await tag('n1,a')).to.deep.equal({ public_ids: ids })
    expect(await context('n1=w|a=v')).to.deep.equal({ public_ids: ids })
    expect(await refusalOf(tag('b'))).to.match(/^400 Too many tags/)
    expect(await refusalOf(context('b=v'))).to.match(/^400 Too many context keys/)
    expect(await context('n2=|b=v')).to.deep.equal({ public_ids: ids })
    await sdk.uploader.remove_tag('n2', ids, to())
    expect(await tag('b')).to.deep.equal({ public_ids: ids })
  })
})
