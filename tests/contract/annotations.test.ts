import { expect } from 'chai'
import { Account, isReal, refusalOf, sdk } from './account.ts'
import { picture } from './files.ts'

// What we rely on of Cloudinary. It holds for the stand-in; to see that it holds for Cloudinary:
// CONTRACT_CLOUDINARY_URL=cloudinary://KEY:SECRET@CLOUD npx mocha --no-config tests/contract/annotations.test.ts

describe(`the contract with Cloudinary about what is said of assets, held by ${isReal ? 'a real account' : 'the stand-in'}`, () => {
  const account = new Account()
  before(() => account.start())
  after(() => account.stop())

  const explicit = (name: string, options: object) =>
    sdk.uploader.explicit(account.id(name), { ...account.access, type: 'upload', ...options })

  describe('annotations', () => {
    it('of context hold every character', async () => {
      const value = 'a=b|c\\d "e" ü'
      const context = `k=${value.replace(/[\\=|]/g, '\\$&')}`
      const answer = await account.upload('context', await picture(), { context })
      expect(answer.context).to.deep.equal({ custom: { k: value } })
    })

    it('are set by explicit where they are sent, and left alone where not', async () => {
      const first = await account.upload('annotated', await picture(), { tags: 'a', context: 'k=v' })
      const tagged = await explicit('annotated', { tags: ['b'] })
      expect(tagged).to.deep.include({ tags: ['b'], context: { custom: { k: 'v' } }, version: first.version })
      const inContext = await explicit('annotated', { context: 'l=w' })
      expect(inContext).to.deep.include({ tags: ['b'], context: { custom: { l: 'w' } } })
    })

    it('of tags and context change by commands', async () => {
      await account.upload('commanded', await picture(), { tags: 'a', context: 'k=v' })
      const ids = [account.id('commanded')]
      expect(await sdk.uploader.add_tag('b', ids, { ...account.access })).to.deep.equal({ public_ids: ids })
      await sdk.uploader.remove_tag('a', ids, { ...account.access })
      await sdk.uploader.add_context('l=w', ids, { ...account.access })
      const changed = await account.find('commanded')
      expect(changed).to.deep.include({ tags: ['b'], context: { custom: { k: 'v', l: 'w' } } })
      await sdk.uploader.remove_all_tags(ids, { ...account.access })
      await sdk.uploader.remove_all_context(ids, { ...account.access })
      const bare = await account.find('commanded')
      expect(bare?.tags ?? []).to.deep.equal([])
      expect(bare?.context ?? { custom: {} }).to.deep.equal({ custom: {} })
    })

    it('of access are answered', async () => {
      const access_control = [{ access_type: 'token' as const }]
      const answer = await account.upload('restricted', await picture(), { access_control })
      expect(answer.access_control).to.have.length(1)
      expect(answer.access_control?.[0]).to.include({ access_type: 'token' })
    })

    it('of nothing are refused with 404', async () => {
      expect(await refusalOf(explicit('missing', { tags: 'a' }))).to.include({ status: 404 })
      expect(await account.find('missing')).to.equal(undefined)
    })
  })

  describe('structured metadata', () => {
    it('is typed by its fields, loses what is emptied, and refuses what does not fit', async () => {
      const number = await account.define('number', { type: 'integer' })
      const day = await account.define('day', { type: 'date' })
      const datasource = {
        values: [
          { external_id: 'r', value: 'red' },
          { external_id: 'g', value: 'green' },
        ],
      }
      const colours = await account.define('colours', { type: 'set', datasource })
      const metadata = `${number}=7|${day}=2026-05-04|${colours}=["r","g"]`
      const answer = await account.upload('typed', await picture(), { metadata })
      expect(answer.metadata).to.deep.include({ [number]: 7, [day]: '2026-05-04', [colours]: ['r', 'g'] })
      const emptied = await explicit('typed', { metadata: `${number}=` })
      expect(emptied.metadata).to.not.have.property(number)
      expect(emptied.metadata).to.deep.include({ [day]: '2026-05-04' })
      for (const wrong of [`${number}=x`, `${day}=soon`, `${colours}=["b"]`, `${account.prefix}_none=1`]) {
        expect(await refusalOf(explicit('typed', { metadata: wrong })), wrong).to.include({ status: 400 })
      }
    })
  })
})
