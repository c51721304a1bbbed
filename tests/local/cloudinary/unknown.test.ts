import { expect } from 'chai'
import { dataUri, jpeg } from './fixtures.ts'
import { adminForm, answerOf, encode, type Parameters, sign, unknown, uploadApi } from './requests.ts'
import { account, defineTexts, find, upload, useCloudinary } from './support.ts'

describe('what the stand-in does not know', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const file = dataUri(jpeg())
  const uploads = (operation: string, parameters: Parameters) =>
    answerOf(uploadApi(cloudinary(), operation, parameters))

  before(() => defineTexts(cloudinary(), 'field'))
  beforeEach(() => upload(cloudinary(), jpeg(), { public_id: 'asset' }))
  afterEach(async () => {
    const asset = await find(cloudinary(), 'asset')
    expect(asset).to.deep.include({ public_id: 'asset', tags: [] })
    expect(asset).to.not.have.any.keys('context', 'metadata')
  })

  const calls: [operation: string, parameters: Parameters][] = [
    ['upload', { file, public_id: 'asset', tags: 'tagged' }],
    ['explicit', { public_id: 'asset', tags: 'tagged' }],
    ['destroy', { public_id: 'asset' }],
    ['rename', { from_public_id: 'asset', to_public_id: 'renamed' }],
    ['tags', { command: 'add', tag: 'tagged', public_ids: ['asset'] }],
    ['context', { command: 'add', context: 'k=v', public_ids: ['asset'] }],
    ['metadata', { metadata: 'field=x', public_ids: ['asset'] }],
  ]
  // Some of these are Cloudinary's, and have an effect there.
  const documented: Record<string, string[]> = {
    upload: ['phash', 'return_delete_token', 'unique_display_name', 'moderation', 'colors', 'resource_type'],
    explicit: ['overwrite', 'file', 'moderation', 'notification_url'],
    destroy: ['notification_url', 'resource_type'],
    rename: ['notification_url'],
    tags: ['invalidate'],
    metadata: ['clear_invalid'],
  }
  for (const [operation, parameters] of calls) {
    for (const name of ['colour', '__proto__', 'tags[colour]', ...(documented[operation] ?? [])]) {
      it(`is refused as parameter ${name} of ${operation}, which then does nothing`, async () => {
        const given = Object.fromEntries([...Object.entries(parameters), [name, 'true']])
        expect(await uploads(`image/${operation}`, given)).to.equal(unknown(name, operation))
      })
    }

    it(`is refused as parameter of ${operation} in the query, too, and as an empty one`, async () => {
      const url = `${cloudinary().origin}/v1_1/${account.cloudName}/image/${operation}?colour=`
      const all = sign({ ...parameters, colour: '' })
      expect(await answerOf(fetch(url, { method: 'POST', body: encode(all) }))).to.equal(unknown('colour', operation))
    })

    it(`is refused as a body of ${operation} that is no form`, async () => {
      const url = `${cloudinary().origin}/v1_1/${account.cloudName}/image/${operation}`
      const post = (type: string) =>
        answerOf(fetch(url, { method: 'POST', body: '{}', headers: { 'Content-Type': type } }))
      expect(await post('application/json')).to.equal(`400 A JSON body of ${operation} is not known to the stand-in`)
      expect(await post('text/plain')).to.match(/^400 A body of type text\/plain.* is not known to the stand-in$/)
    })
  }

  it('is refused as a file of an operation that takes none, and as another file than the one', async () => {
    const post = (operation: string, ...names: string[]) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(sign({ public_id: 'asset' }))) form.append(name, String(value))
      for (const name of names) form.append(name, new Blob([Buffer.from(jpeg())]), 'a.jpg')
      return answerOf(fetch(`${cloudinary().origin}/v1_1/demo/image/${operation}`, { method: 'POST', body: form }))
    }
    expect(await post('destroy', 'file')).to.equal(unknown('file', 'destroy'))
    expect(await post('upload', 'thumb')).to.equal(
      `400 Parameter thumb of upload as a file is not known to the stand-in`,
    )
    expect(await post('upload', 'file', 'file')).to.equal(
      `400 Parameter file of upload as a second file is not known to the stand-in`,
    )
  })

  const routes = [
    ...['POST /v1_1/demo/image/explode', 'POST /v1_1/demo/image/generate_archive', 'POST /v1_1/demo/auto/destroy'],
    ...['POST /v1_1/demo/resources/search', 'POST /v1_1/demo/resources%2Fsearch', 'GET /v1_1/demo/folders'],
    ...['GET /v1_1/demo/usage/2026-01-01', 'GET /v1_1/demo/ping/x', 'GET /v1_1/demo/config/x', 'PUT /v1_1/demo/ping'],
    ...['GET /v1_1/demo/resources/image/fetch', 'PUT /v1_1/demo/resources/image/upload/asset'],
    ...['GET /v1_1/demo/resources/image/moderations/manual/approved', 'PATCH /v1_1/demo/upload_presets/preset'],
    ...['PUT /v1_1/demo/metadata_fields', 'PUT /v1_1/demo/metadata_fields/order', 'PUT /v1_1/demo/upload_presets'],
    ...['POST /v1_1/demo/metadata_fields/field/datasource/order', 'GET /v1_1/demo/metadata_fields/field/datasource'],
    ...['DELETE /v1_1/demo/derived_resources', 'POST /demo/image/upload/asset.jpg', 'POST /v2/generate'],
  ]
  for (const route of routes) {
    it(`is refused as ${route}`, async () => {
      const [method = '', path = ''] = route.split(' ')
      const authorization = `Basic ${btoa(`${account.apiKey}:${account.apiSecret}`)}`
      const call = fetch(cloudinary().origin + path, { method, headers: { authorization } })
      expect(await answerOf(call)).to.equal(`404 ${route} is not known to the stand-in`)
    })
  }
})

describe('what is taken without an effect', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const file = dataUri(jpeg())
  const ok = async (call: Promise<Response>) => expect(await answerOf(call)).to.equal('200')

  it('is taken where the reason holds', async () => {
    const given = { invalidate: 'true' }
    await ok(uploadApi(cloudinary(), 'image/upload', { file, public_id: 'a', backup: 'true', ...given }))
    await ok(uploadApi(cloudinary(), 'image/explicit', { public_id: 'a', ...given }))
    await ok(uploadApi(cloudinary(), 'image/rename', { from_public_id: 'a', to_public_id: 'b', ...given }))
    await ok(uploadApi(cloudinary(), 'image/destroy', { public_id: 'b', ...given }))
    await ok(adminForm(cloudinary(), 'POST', 'upload_presets', { name: 'p', timestamp: '1', backup: 'true', ...given }))
    const next = { prefix: 'a', next_cursor: 'x', ...given }
    await ok(adminForm(cloudinary(), 'DELETE', 'resources/image/upload', next))
  })
})
