import { expect } from 'chai'
import { z } from 'zod'
import { jpeg } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { access, fieldIds, find, refusalOf, upload, useCloudinary } from './support.ts'

const colours = {
  values: [
    { external_id: 'r', value: 'red' },
    { external_id: 'g', value: 'green' },
  ],
}
const entriesSchema = z.object({ values: z.array(z.object({ external_id: z.string(), state: z.string() })) })

describe('structured metadata', () => {
  const cloudinary = useCloudinary()
  const to = () => access(cloudinary())
  const define = (external_id: string, field: object) =>
    sdk.api.add_metadata_field({ label: external_id, type: 'string', ...field, external_id }, to())
  const explicit = (publicId: string, metadata: string) =>
    sdk.uploader.explicit(publicId, { ...to(), type: 'upload', metadata })
  const metadataOf = async (publicId: string) => (await find(cloudinary(), publicId))?.metadata

  before(async () => {
    await define('text', { validation: { type: 'strlen', max: 20 } })
    await define('number', {
      type: 'integer',
      validation: {
        type: 'and',
        rules: [
          { type: 'greater_than', value: 0, equals: true },
          { type: 'less_than', value: 100 },
        ],
      },
    })
    await define('day', { type: 'date', validation: { type: 'greater_than', value: '2000-01-01' } })
    await define('colour', { type: 'enum', datasource: colours })
    await define('colours', { type: 'set', datasource: colours })
  })

  describe('of assets', () => {
    const given = { text: 'a=b|c "d" \\', number: 7, day: '2026-05-04', colour: 'r', colours: ['r', 'g'] }
    const encoded = 'text=a\\=b\\|c \\"d\\" \\\\|number=7|day=2026-05-04|colour=r|colours=["r","g"]'

    it('comes typed in every answer', async () => {
      const uploaded = await upload(cloudinary(), jpeg(), { public_id: 'typed', metadata: encoded })
      expect(uploaded.metadata).to.deep.equal(given)
      expect(await metadataOf('typed')).to.deep.equal(given)
      expect((await explicit('typed', 'number=8')).metadata).to.deep.equal({ ...given, number: 8 })
    })

    it('comes as the SDK encodes it', async () => {
      const metadata = { number: 3, colours: ['g'], text: 'x=y' }
      const uploaded = await upload(cloudinary(), jpeg(), { public_id: 'encoded', metadata })
      expect(uploaded.metadata).to.deep.equal(metadata)
    })

    it('loses a value that is set to nothing', async () => {
      await upload(cloudinary(), jpeg(), { public_id: 'emptied', metadata: encoded })
      const emptied = await explicit('emptied', 'text=|number=|colours=[]')
      expect(emptied.metadata).to.deep.equal({ day: given.day, colour: given.colour })
      expect((await explicit('emptied', 'day=|colour=')).metadata).to.equal(undefined)
    })

    it('is set on many at once, or on none', async () => {
      const ids = ['many 1', 'many 2']
      for (const public_id of ids) await upload(cloudinary(), jpeg(), { public_id, metadata: 'text=t' })
      const set = (metadata: object) => sdk.uploader.update_metadata({ ...metadata }, [...ids, 'missing'], to())
      expect(await set({ number: 5 })).to.deep.equal({ public_ids: ids })
      for (const id of ids) expect(await metadataOf(id)).to.deep.equal({ text: 't', number: 5 })
      expect(await refusalOf(set({ number: 200 }))).to.equal('400 Value 200 is invalid for field number')
      for (const id of ids) expect(await metadataOf(id)).to.deep.equal({ text: 't', number: 5 })
    })

    const refusals: [string, string][] = [
      ['nope=1', 'The following metadata fields do not exist: ["nope"]'],
      ['number=x', 'Value x is invalid for field number'],
      ['number=1.5', 'Value 1.5 is invalid for field number'],
      ['number=-1', 'Value -1 is invalid for field number'],
      ['number=100', 'Value 100 is invalid for field number'],
      ['day=yesterday', 'Value yesterday is invalid for field day'],
      ['day=2026-02-30', 'Value 2026-02-30 is invalid for field day'],
      ['day=1999-12-31', 'Value 1999-12-31 is invalid for field day'],
      ['colour=red', 'Value red is invalid for field colour'],
      ['colour=["r"]', 'Value ["r"] is invalid for field colour'],
      ['colours=r', 'Value r is invalid for field colours'],
      ['colours=["r","b"]', 'Value ["r","b"] is invalid for field colours'],
      [`text=${'x'.repeat(21)}`, `Value ${'x'.repeat(21)} is invalid for field text`],
    ]
    for (const [metadata, message] of refusals) {
      it(`refuses ${metadata}`, async () => {
        expect(await refusalOf(upload(cloudinary(), jpeg(), { public_id: 'refused', metadata }))).to.equal(
          `400 ${message}`,
        )
        expect(await find(cloudinary(), 'refused')).to.equal(undefined)
      })
    }

    it('takes defaults, and cannot lose what is mandatory', async () => {
      const change = { external_id: 'disabled', label: 'disabled', type: 'string' as const }
      await define('owner', { mandatory: true, default_value: 'nobody' })
      await define('disabled', { default_value: 'x' })
      await sdk.api.update_metadata_field('disabled', { ...change, default_disabled: true }, to())
      const asset = await upload(cloudinary(), jpeg(), { public_id: 'defaults', metadata: 'text=t' })
      expect(asset.metadata).to.deep.equal({ text: 't', owner: 'nobody' })
      expect((await explicit('defaults', 'owner=me')).metadata).to.deep.equal({ text: 't', owner: 'me' })
      expect(await refusalOf(explicit('defaults', 'owner='))).to.equal('400 Metadata field owner is mandatory')
      for (const id of ['owner', 'disabled']) await sdk.api.delete_metadata_field(id, to())
      expect(await metadataOf('defaults')).to.deep.equal({ text: 't' })
    })
  })

  describe('fields', () => {
    const show = (id: string) => sdk.api.metadata_field_by_field_id(id, to())

    it('are created, shown, listed, changed and deleted', async () => {
      const created = await define('temporary', { label: 'A label' })
      expect(created).to.deep.include({
        ...{ external_id: 'temporary', type: 'string', label: 'A label', mandatory: false, default_value: null },
        ...{ validation: null, default_disabled: false, allow_dynamic_list_values: false },
        restrictions: { readonly_ui: false, hidden_ui: false, excluded_from_search: false },
      })
      expect(await show('temporary')).to.deep.include({ label: 'A label' })
      expect(await fieldIds(cloudinary())).to.include.members(['text', 'temporary'])
      const change = { external_id: 'temporary', type: 'string' as const, label: 'Other', mandatory: false }
      expect(await sdk.api.update_metadata_field('temporary', change, to())).to.include({ label: 'Other' })
      expect(await sdk.api.delete_metadata_field('temporary', to())).to.include({ message: 'ok' })
      expect(await refusalOf(show('temporary'))).to.equal('404 Metadata field temporary not found')
    })

    it('get an id when they name none', async () => {
      const created = await sdk.api.add_metadata_field({ label: 'unnamed', type: 'integer' }, to())
      expect(z.object({ external_id: z.string() }).parse(created).external_id).to.match(/^[0-9a-f]{32}$/)
    })

    const refusals: [string, object, RegExp][] = [
      ['twice', { external_id: 'text' }, /external id text already exists/],
      ['of an unknown type', { type: 'float' }, /Invalid value for parameter type/],
      ['without a label', { label: '' }, /Invalid value for parameter label/],
      ['to choose from nothing', { type: 'enum' }, /datasource is mandatory/],
      ['mandatory without a default', { mandatory: true }, /default_value is mandatory/],
      ['with a wrong default', { type: 'integer', default_value: 'x' }, /Default value "x" is invalid/],
      ['with a choice as default that is none', { type: 'set', datasource: colours, default_value: ['b'] }, /invalid/],
    ]
    for (const [name, field, message] of refusals) {
      it(`are not created ${name}`, async () => {
        const all = { label: 'x', type: 'string' as const, external_id: 'refused', ...field }
        expect(await refusalOf(sdk.api.add_metadata_field(all, to())))
          .to.match(/^400 /)
          .and.to.match(message)
      })
    }

    it('do not change their type', async () => {
      const change = { type: 'integer' as const, label: 'x', external_id: 'text' }
      expect(await refusalOf(sdk.api.update_metadata_field('text', change, to()))).to.match(/^400 /)
    })

    it('offer more choices or fewer', async () => {
      await define('shape', { type: 'enum', datasource: { values: [{ external_id: 'o', value: 'round' }] } })
      const entries = { values: [{ external_id: 'o', value: 'circle' }, { value: 'square' }] }
      const changed = entriesSchema.parse(await sdk.api.update_metadata_field_datasource('shape', entries, to()))
      expect(changed.values).to.have.length(2)
      await upload(cloudinary(), jpeg(), { public_id: 'shaped', metadata: `shape=${changed.values[1]?.external_id}` })
      const state = async (answer: Promise<unknown>) => entriesSchema.parse(await answer).values[0]?.state
      expect(await state(sdk.api.delete_datasource_entries('shape', ['o'], to()))).to.equal('inactive')
      expect(await refusalOf(explicit('shaped', 'shape=o'))).to.equal('400 Value o is invalid for field shape')
      expect(await state(sdk.api.restore_metadata_field_datasource('shape', ['o'], to()))).to.equal('active')
      expect((await explicit('shaped', 'shape=o')).metadata).to.deep.equal({ shape: 'o' })
    })
  })
})
