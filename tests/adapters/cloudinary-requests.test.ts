import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { expect } from 'chai'
import { CloudinaryAssets } from '../../shared/adapters/cloudinary/assets.ts'
import { fixedAccount } from '../../shared/ports/account.ts'
// Loads the SDK for http.
import '../local/cloudinary/sdk.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'
import { desired, observed } from '../rules/fixtures.ts'

const KEY = 'shoot/a.jpg'
const PLACE = { public_id: 'shoot/a', resource_type: 'image', type: 'upload' }
const ANSWER = { ...PLACE, asset_id: 'a', version: 1, bytes: 10, etag: 'e', context: { custom: {} }, tags: [] }

/** What a request said: its path, and its fields by name. */
interface Sent {
  readonly path: string
  readonly fields: Readonly<Record<string, string>>
}

describe('what the Cloudinary adapter sends', () => {
  const sent: Sent[] = []
  const sockets = new Set<unknown>()
  let server: Server
  let assets: CloudinaryAssets

  before(async () => {
    server = createServer(async (request, response) => {
      sockets.add(request.socket)
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      const type = request.headers['content-type'] ?? ''
      const form = await new Response(Buffer.concat(parts), { headers: { 'content-type': type } }).formData()
      const fields = [...form].map(([name, value]) => [name, String(value)] as const)
      sent.push({ path: request.url ?? '', fields: Object.fromEntries(fields) })
      response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWER))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const account = { cloudName: 'demo', apiKey: 'key', apiSecret: 's3cret', uploadPrefix: `http://127.0.0.1:${port}` }
    assets = new CloudinaryAssets(fixedAccount(account))
  })
  beforeEach(() => sent.splice(0))
  after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  async function upload(config: MirrorConfig = {}, metadata: Record<string, string> = {}): Promise<Sent> {
    const of = desired(KEY, observed({ metadata }), config)
    await assets.upload({ desired: of, location: 's3://studio/shoot/a.jpg', overwrite: true, timeoutMs: 5000 })
    const [request] = sent
    if (!request) throw new Error('expected a request, found none')
    return request
  }

  it('no overwrite, rename or destroy without invalidate', async () => {
    const address = desired(KEY).address
    await upload()
    await assets.rename({ from: address, to: { ...address, publicId: 'b' }, invalidate: true, timeoutMs: 5000 })
    await assets.destroy(address, { invalidate: true, timeoutMs: 5000 })
    expect(sent.map(({ path }) => path.split('/').at(-1))).to.deep.equal(['upload', 'rename', 'destroy'])
    for (const { fields, path } of sent) expect(fields.invalidate, path).to.match(/^(1|true)$/)
  })

  it('the fields of a plain upload, and no other', async () => {
    const { path, fields } = await upload()
    expect(path).to.equal('/v1_1/demo/image/upload')
    expect(Object.keys(fields).sort()).to.deep.equal(
      [
        ...['api_key', 'asset_folder', 'context', 'display_name', 'file', 'invalidate', 'overwrite', 'public_id'],
        ...['signature', 'timestamp', 'type'],
      ].sort(),
    )
    expect(fields).to.include({ public_id: 'shoot/a', type: 'upload', file: 's3://studio/shoot/a.jpg' })
  })

  it('all that a rule can say', async () => {
    const { path, fields } = await upload(
      {
        defaults: {
          type: 'authenticated',
          accessControl: [{ access_type: 'token' }, { access_type: 'anonymous', start: '2026-11-24T00:00:00Z' }],
          uploadPreset: 'small',
          eager: ['w_100,c_scale', 'w_200/f_webp'],
          eagerAsync: true,
          tags: ['press'],
          context: { credit: 'a=b|c\\d' },
          structuredMetadata: {
            colours: { from: 'metadata:colours', type: 'set' },
            quote: { from: 'metadata:quote', type: 'string' },
            missing: { from: 'metadata:missing', type: 'string' },
          },
          backup: true,
          invalidate: false,
          notificationUrl: 'https://example.com/done',
        },
      },
      { colours: 'red, green', quote: 'say "x|y=z"' },
    )
    expect(path).to.equal('/v1_1/demo/image/upload')
    expect(fields).to.include({
      type: 'authenticated',
      upload_preset: 'small',
      eager: 'w_100,c_scale|w_200/f_webp',
      tags: 'press',
      asset_folder: 'shoot',
      display_name: 'a.jpg',
      notification_url: 'https://example.com/done',
      metadata: 'colours=["red","green"]|quote=say \\"x\\|y\\=z\\"|missing=',
    })
    expect(fields.context).to.contain('credit=a\\=b\\|c\\\\d')
    expect(JSON.parse(fields.access_control ?? '')).to.deep.equal([
      { access_type: 'token' },
      { access_type: 'anonymous', start: '2026-11-24T00:00:00Z' },
    ])
    expect(fields.backup).to.match(/^(1|true)$/)
    expect(fields.eager_async).to.match(/^(1|true)$/)
  })

  it('one request after the other over one connection', async () => {
    sockets.clear()
    for (let times = 0; times < 5; times++) await upload()
    expect(sockets).to.have.length(1)
  })
})
