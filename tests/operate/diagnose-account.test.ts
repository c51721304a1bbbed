import { expect } from 'chai'
import { folderMode } from '../../operate/diagnose/checks/folder-mode.ts'
import { uploadPresets } from '../../operate/diagnose/checks/upload-presets.ts'
import { diagnosisContext } from '../../operate/diagnose/context.ts'
import { summarize, tellDiagnosed } from '../../operate/diagnose/report.ts'
import { runChecks } from '../../operate/diagnose/run.ts'
import { Rules } from '../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'
import { sdk } from '../local/cloudinary/sdk.ts'
import {
  access,
  account as CLOUD,
  setFaults,
  setSettings,
  statisticsOf,
  useCloudinary,
} from '../local/cloudinary/support.ts'
import { DeployedStage } from './diagnose/deployed.ts'

const ADVICE = "In Cloudinary's console (Settings, Upload) choose another default upload preset"

describe('sls diagnose, of what the account does to all uploads,', () => {
  const cloudinary = useCloudinary()
  const deployed = new DeployedStage()
  after(() => deployed.stage.close())
  afterEach(async () => {
    await setSettings(cloudinary(), {})
    await setFaults(cloudinary(), {})
    const { presets } = await sdk.api.upload_presets(access(cloudinary()))
    for (const { name } of presets) await sdk.api.delete_upload_preset(name, access(cloudinary()))
    const { resources } = await sdk.api.resources(access(cloudinary()))
    expect(resources, 'what the check has left behind').to.deep.equal([])
  })

  const account = async () => ({ ...CLOUD, uploadPrefix: cloudinary().origin })
  const find = (config: MirrorConfig = {}) => deployed.find(uploadPresets, { account }, new Rules(config))
  const create = (name: string, options: object) =>
    sdk.api.create_upload_preset({ ...access(cloudinary()), name, ...options })
  const setDefault = async (options: object) => {
    await create('standard', options)
    await setSettings(cloudinary(), { defaultUploadPreset: 'standard' })
  }

  it('uploads nothing where no preset could do anything', async () => {
    await create('harmless', { tags: 'a', overwrite: false, use_filename: true })
    expect(await find()).to.deep.equal({ kind: 'pass' })
    expect((await statisticsOf(cloudinary())).operations).to.not.have.property('upload')
  })

  it('finds nothing where a preset that transforms is not the default one', async () => {
    await create('small', { transformation: { width: 50, crop: 'limit' } })
    expect(await find()).to.deep.equal({ kind: 'pass' })
  })

  const defaults: [name: string, options: object, kind: string, issue: RegExp][] = [
    [
      'transforms',
      { format: 'webp', tags: 'a' },
      'warning',
      /^what is uploaded is stored as other bytes, by standard \(format: webp\)$/,
    ],
    [
      'prefixes public IDs',
      { public_id_prefix: 'in' },
      'fail',
      /^an upload for image sls-diagnose-\S+ is put at image in\/sls-diagnose-\S+, by standard \(public_id_prefix: in\): every/,
    ],
    [
      'leads public IDs by folders',
      { use_asset_folder_as_public_id_prefix: true },
      'fail',
      /is put at image sls-diagnose\/sls-diagnose-\S+, by standard \(use_asset_folder_as_public_id_prefix: true\)/,
    ],
    ['puts uploads off', { async: true }, 'warning', /^uploads are put off, by standard \(async: true\)$/],
  ]
  for (const [name, options, kind, issue] of defaults) {
    it(`finds a default preset that ${name}`, async () => {
      await setDefault(options)
      const finding = await find()
      expect(finding.kind).to.equal(kind)
      if (finding.kind !== 'fail' && finding.kind !== 'warning') throw new Error('expected issues')
      expect(finding.issues).to.have.length(1)
      expect(finding.issues[0]).to.match(issue)
      expect(finding.advice).to.contain(ADVICE)
    })
  }

  it('says where uploads are refused, and why', async () => {
    await setDefault({ format: 'webp' })
    await setFaults(cloudinary(), { failNext: [{ operation: 'upload', status: 400, message: 'png is not allowed' }] })
    expect(await find()).to.deep.include({
      kind: 'fail',
      issues: [
        'a picture of one pixel is refused (Cloudinary: png is not allowed), no upload preset says so: a setting or an add-on of the account may',
      ],
    })
  })

  it('asks nothing of default presets where the rules name one for every upload', async () => {
    await setDefault({ format: 'webp' })
    await create('own', {})
    expect(await find({ defaults: { uploadPreset: 'own' } })).to.deep.equal({ kind: 'pass' })
  })

  it('finds presets that the rules name and that are not there, or rename', async () => {
    await create('in', { folder: 'in', transformation: { width: 50, crop: 'limit' } })
    const rules: MirrorConfig = { defaults: { uploadPreset: 'in' }, rules: [{ match: '*', uploadPreset: 'gone' }] }
    expect(await find(rules)).to.deep.include({
      kind: 'fail',
      issues: [
        'the rules name the upload preset in (folder: in): assets would be put elsewhere, and their objects refused',
        'the rules name the upload preset gone, which the account does not have',
      ],
    })
  })

  describe('compares the folder mode with the rules:', () => {
    for (const [mode, folders, issue] of [
      ['dynamic', undefined, undefined],
      ['dynamic', 'dynamic', undefined],
      ['dynamic', 'fixed', "the account has dynamic folders, the rules say folders: 'fixed'"],
      ['fixed', undefined, undefined],
      ['fixed', 'fixed', undefined],
      ['fixed', 'dynamic', "the account has fixed folders, the rules say folders: 'dynamic'"],
    ] as const) {
      it(`${mode} folders, and rules that say ${folders ?? 'nothing'}`, async () => {
        await setSettings(cloudinary(), { folderMode: mode })
        const finding = await deployed.find(folderMode, { account }, new Rules(folders ? { folders } : {}))
        expect(finding.kind).to.equal(issue === undefined ? 'pass' : 'warning')
        expect('issues' in finding ? finding.issues[0] : undefined).to.satisfy((found?: string) =>
          issue === undefined ? found === undefined : found?.startsWith(issue),
        )
      })
    }
  })

  it('tells a warning apart from a failure, and lets what follows it be checked', async () => {
    const before = {
      description: 'before',
      run: async () => ({ kind: 'warning', issues: ['odd'], advice: 'look' }) as const,
    }
    const after = { description: 'after', needs: [before], run: async () => ({ kind: 'pass' }) as const }
    const context = await diagnosisContext(deployed.stage, new Rules())
    const diagnosed = await runChecks([before, after], context, () => undefined)
    expect(diagnosed.map(({ finding }) => finding.kind)).to.deep.equal(['warning', 'pass'])
    const [first] = diagnosed
    expect(first && tellDiagnosed(first, 80, (_, text) => text)).to.equal('! before\n    odd\n    To do: look')
    expect(summarize(diagnosed)).to.equal('2 checks: 1 passed, 1 with a warning, 0 failed, 0 skipped')
  })
})
