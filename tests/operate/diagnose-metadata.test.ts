import { expect } from 'chai'
import { metadataFields } from '../../operate/diagnose/checks/metadata-fields.ts'
import { Rules } from '../../shared/rules/rules.ts'
import type { MirrorConfig, StructuredField } from '../../shared/rules/schema.ts'
import { sdk } from '../local/cloudinary/sdk.ts'
import { access, account as CLOUD, fieldIds, setFaults, useCloudinary } from '../local/cloudinary/support.ts'
import { DeployedStage } from './diagnose/deployed.ts'

interface Field {
  readonly external_id: string
  readonly label: string
  readonly type: string
  readonly mandatory?: boolean
  readonly default_value?: number
  readonly datasource?: { readonly values: { readonly external_id: string; readonly value: string }[] }
}

describe('sls diagnose, of structured metadata,', () => {
  const cloudinary = useCloudinary()
  const deployed = new DeployedStage()
  after(() => deployed.stage.close())
  afterEach(async () => {
    for (const id of await fieldIds(cloudinary())) await sdk.api.delete_metadata_field(id, access(cloudinary()))
  })

  const account = async () => ({ ...CLOUD, uploadPrefix: cloudinary().origin })
  const have = (field: Field) => sdk.api.add_metadata_field({ ...field }, access(cloudinary()))
  const find = (config: MirrorConfig) => deployed.find(metadataFields, { account }, new Rules(config))
  const sending = (field: Partial<StructuredField>): MirrorConfig => ({
    defaults: { structuredMetadata: { shot: { from: 'metadata:shot', type: 'string', ...field } } },
  })
  const colours = (type: 'enum' | 'set'): Field => ({
    external_id: 'shot',
    label: 'Shot',
    type,
    datasource: {
      values: [
        { external_id: 'red', value: 'Red' },
        { external_id: 'blue', value: 'Blue' },
      ],
    },
  })

  it('finds nothing where the rules send none, and where the account has what they send', async () => {
    expect(await find({})).to.deep.equal({ kind: 'pass' })
    await have(colours('enum'))
    expect(await find(sending({ type: 'enum', values: { r: 'red' } }))).to.deep.equal({ kind: 'pass' })
  })

  it('finds a field that is not there, named by a rule; one of a rule that ignores is no matter', async () => {
    const { structuredMetadata } = sending({}).defaults ?? {}
    const named = structuredMetadata && { structuredMetadata }
    expect(await find({ rules: [{ match: '*', ignore: true, ...named }] })).to.deep.equal({ kind: 'pass' })
    const finding = await find({ rules: [{ match: '*', ...named }] })
    expect(finding).to.deep.include({
      kind: 'fail',
      issues: ['the rules name the metadata field shot, which the account does not have'],
    })
    expect(finding).to.have.property('advice').that.contains('redrive')
  })

  const types: readonly (readonly [sent: StructuredField['type'], has: Field['type'], kind: string])[] = [
    ['string', 'string', 'pass'],
    ['integer', 'string', 'pass'],
    ['date', 'string', 'pass'],
    ['enum', 'string', 'pass'],
    ['set', 'string', 'fail'],
    ['string', 'integer', 'warning'],
    ['string', 'date', 'warning'],
    ['string', 'enum', 'warning'],
    ['string', 'set', 'fail'],
    ['date', 'integer', 'fail'],
    ['set', 'enum', 'fail'],
    ['enum', 'set', 'fail'],
  ]
  for (const [sent, has, kind] of types) {
    it(`${sent} for a field whose type is ${has} is a ${kind}`, async () => {
      await have(has === 'enum' || has === 'set' ? colours(has) : { external_id: 'shot', label: 'Shot', type: has })
      const finding = await find(sending({ type: sent }))
      expect(finding.kind).to.equal(kind)
      const issue = `the rules send ${sent} for the metadata field shot, whose type is ${has}`
      if ('issues' in finding) expect(finding.issues[0]).to.match(new RegExp(`^${issue}`))
    })
  }

  it('finds entries that the account does not have, or has no more', async () => {
    await have(colours('set'))
    await sdk.api.delete_datasource_entries('shot', ['blue'], access(cloudinary()))
    const finding = await find(sending({ type: 'set', values: { r: 'red', b: 'blue', g: 'green', G: 'green' } }))
    expect(finding).to.deep.include({
      kind: 'fail',
      issues: [
        'the entry blue of the metadata field shot is inactive',
        'the metadata field shot has no entry green, which the rules send',
      ],
    })
  })

  it('warns of a mandatory field without a default, which the rules send or not', async () => {
    const mandatory = { external_id: 'shot', label: 'Shot', type: 'integer', mandatory: true, default_value: 3 }
    await have(mandatory)
    expect(await find({})).to.deep.equal({ kind: 'pass' })
    await sdk.api.update_metadata_field('shot', { default_disabled: true }, access(cloudinary()))
    const said = 'the metadata field shot is mandatory, and Cloudinary puts no default in'
    expect(await find({})).to.deep.include({
      kind: 'warning',
      issues: [`${said}; not all rules send it: what they match is refused`],
    })
    expect(await find(sending({ type: 'integer' }))).to.deep.include({
      kind: 'warning',
      issues: [`${said}; objects without a value of it are refused`],
    })
  })

  it('says that it was not told, and no secret, where the calls of the hour are used up', async () => {
    await setFaults(cloudinary(), { adminCallsPerHour: 0 })
    const finding = await find({})
    await setFaults(cloudinary(), {})
    expect(finding.kind).to.equal('fail')
    expect(JSON.stringify(finding)).to.contain('Rate Limit Exceeded').and.not.to.contain(CLOUD.apiSecret)
  })
})
