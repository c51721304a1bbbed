import { expect } from 'chai'
import { Account, isReal, refusalOf } from './account.ts'
import { md5, picture, png, uri } from './files.ts'

// What we rely on of Cloudinary. It holds for the stand-in; to see that it holds for Cloudinary:
// CONTRACT_CLOUDINARY_URL=cloudinary://KEY:SECRET@CLOUD npx mocha --no-config tests/contract/uploads.test.ts

describe(`the contract with Cloudinary about uploads, held by ${isReal ? 'a real account' : 'the stand-in'}`, () => {
  const account = new Account()
  before(() => account.start())
  after(() => account.stop())

  const text = (content: string) => uri(Buffer.from(content), 'text/plain')

  describe('an upload', () => {
    it('says what was stored', async () => {
      const bytes = await png(40, 20)
      const answer = await account.upload('stored', uri(bytes, 'image/png'), { tags: 'a,b' })
      expect(answer).to.include({
        ...{ public_id: account.id('stored'), resource_type: 'image', type: 'upload', format: 'png' },
        ...{ bytes: bytes.length, etag: md5(bytes), width: 40, height: 20 },
      })
      expect(answer.tags).to.have.members(['a', 'b'])
      expect(answer.asset_id).to.match(/^[0-9a-f]{32}$/)
      const dayAgo = Date.now() / 1000 - 86_400
      expect(answer.version).to.be.within(dayAgo, dayAgo + 2 * 86_400)
      expect(answer).to.not.have.any.keys('existing', 'overwritten')
    })

    it('replaces what is there, which keeps its identity', async () => {
      const first = await account.upload('replaced', await picture(10, 10))
      const second = await account.upload('replaced', await picture(20, 20))
      expect(second).to.include({
        asset_id: first.asset_id,
        created_at: first.created_at,
        overwritten: true,
        width: 20,
      })
      expect(second.version).to.be.at.least(first.version)
    })

    it('leaves alone what is there when told to', async () => {
      const first = await account.upload('kept', await picture(10, 10), { overwrite: false })
      const second = await account.upload('kept', await picture(20, 20), { overwrite: false })
      expect(second).to.include({ existing: true, asset_id: first.asset_id, etag: first.etag })
    })

    it('keeps the extension of raw files in their ids', async () => {
      const answer = await account.upload('note.txt', text('hello'), { resource_type: 'raw' })
      expect(answer).to.include({ public_id: account.id('note.txt'), resource_type: 'raw', bytes: 5 })
      expect(answer.secure_url).to.match(/\/note\.txt$/)
      expect((await account.upload('dotted.jpg', await picture())).secure_url).to.match(/\/dotted\.jpg\.png$/)
    })

    it('is refused with 400 for a bad id, for what is no image, and for a source that cannot be loaded', async () => {
      const status = async (name: string, file: string) => (await refusalOf(account.upload(name, file))).status
      for (const name of ['a?b', 'a&b', 'a#b', 'a%b', 'a\\b', 'a<b', 'a>b', 'a+b', 'a ']) {
        expect(await status(name, await picture()), name).to.equal(400)
      }
      const unreachable = await refusalOf(account.upload('unreachable', 'https://127.0.0.1:1/none.jpg'))
      expect(unreachable.status).to.equal(400)
      expect(unreachable.message).to.match(/^Error in loading /)
      expect(await status('no image', text('text'))).to.equal(400)
    })

    it('is refused with 401 when another secret signed it', async () => {
      const wrong = account.upload('unsigned', await picture(), { api_secret: 'wrong' })
      const { status, message } = await refusalOf(wrong)
      expect(status).to.equal(401)
      expect(message).to.match(/^Invalid Signature/)
    })

    it('can be put off, and takes place', async () => {
      const answer = await account.upload('later', await picture(), { async: true })
      expect(answer).to.include({ status: 'pending', type: 'upload', public_id: account.id('later') })
      expect(answer.batch_id).to.be.a('string').and.not.equal('')
      expect(await account.eventually(() => account.find('later'))).to.include({ width: 40 })
    })

    it('makes eager images', async () => {
      const eager = [{ width: 10, height: 10, crop: 'fill' }]
      const answer = await account.upload('eager', await picture(), { eager })
      expect(answer.eager).to.have.length(1)
      expect(answer.eager[0]).to.include({ transformation: 'c_fill,h_10,w_10', width: 10, height: 10, format: 'png' })
      expect(answer.eager[0].secure_url).to.include('/c_fill,h_10,w_10/')
    })
  })

  it('a preset gives what an upload does not say, and its transformation changes what is stored', async () => {
    const upload_preset = await account.preset('small', {
      tags: 'preset',
      transformation: { width: 10, crop: 'limit' },
    })
    const source = await picture()
    const answer = await account.upload('preset', source, { upload_preset })
    expect(answer).to.deep.include({ tags: ['preset'], width: 10, height: 5 })
    expect(answer.etag).to.not.equal(md5(await png(40, 20)))
    expect((await account.upload('preset', source, { upload_preset, tags: 'own' })).tags).to.include('own')
    const unknown = account.upload('preset', source, { upload_preset: `${account.prefix}_none` })
    expect(await refusalOf(unknown)).to.include({ status: 400 })
  })
})
