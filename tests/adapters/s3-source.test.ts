import { S3Client } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { detectResourceType } from '../../shared/adapters/aws/content-type.ts'
import { decodeHeaderText } from '../../shared/adapters/aws/header-text.ts'
import { HEADS_ONLY, s3Source } from '../../shared/adapters/aws/s3.ts'
import { PermanentError, TransientError } from '../../shared/model/errors.ts'
import { jpeg } from '../local/pictures.ts'
import { observed } from '../rules/fixtures.ts'

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
const client = new S3Client({ region: 'us-east-1', credentials })
const locate = (bucket: string, key: string, transfer: 's3' | 'presigned', versionId?: string) =>
  s3Source(client, bucket, ...HEADS_ONLY).locate(key, observed({ versionId }), transfer)

describe('where Cloudinary finds an object', () => {
  after(() => client.destroy())

  it('is an s3:// URL with the raw key', async () => {
    expect(await locate('studio', 'a b/ü.jpg', 's3')).to.equal('s3://studio/a b/ü.jpg')
  })

  for (const key of ['a%b.jpg', 'a#b.jpg', 'a?b.jpg', 'a+b.jpg', 'a\\b.jpg', 'a\nb.jpg', 'a.jpg ', ' a.jpg']) {
    it(`is a presigned URL for ${JSON.stringify(key)}, which s3:// cannot express`, async () => {
      const url = new URL(await locate('studio', key, 's3'))
      expect(url.protocol).to.equal('https:')
      expect(decodeURIComponent(url.pathname)).to.equal(`/${key}`)
    })
  }

  for (const key of ['a/../b.jpg', './a.jpg', 'a/..', '..']) {
    for (const transfer of ['s3', 'presigned'] as const) {
      it(`is nowhere for ${key} by ${transfer}: a URL would lead to another object`, async () => {
        const fault: unknown = await locate('studio', key, transfer).catch((thrown: unknown) => thrown)
        expect(fault).to.be.instanceOf(PermanentError).and.to.have.property('code', 'dot-segment')
      })
    }
  }

  it('is what it says for names with dots that are no steps', async () => {
    expect(await locate('studio', '.../a..b/.c.jpg', 's3')).to.equal('s3://studio/.../a..b/.c.jpg')
  })

  it('is a presigned URL for a bucket whose name has a dot', async () => {
    expect(await locate('studio.example', 'a.jpg', 's3')).to.match(/^https:/)
  })

  it('is told by no SDK`s error where there are no credentials to sign with', async () => {
    const unsigned = new S3Client({
      region: 'us-east-1',
      credentials: () => Promise.reject(new Error('no credentials')),
    })
    const thrown = await s3Source(unsigned, 'studio', ...HEADS_ONLY)
      .locate('a.jpg', observed(), 'presigned')
      .catch((error: unknown) => error)
    unsigned.destroy()
    expect(thrown).to.be.instanceOf(TransientError).and.to.include({ code: 's3-Error', scope: 'source' })
  })

  it('is a presigned URL that pins the version where a rule wants that', async () => {
    const { searchParams } = new URL(await locate('studio', 'a.jpg', 'presigned', 'v1'))
    expect(searchParams.get('versionId')).to.equal('v1')
    expect(searchParams.get('X-Amz-Signature')).to.match(/^[0-9a-f]{64}$/)
  })
})

describe('the first bytes of a file', () => {
  const svg = '<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'
  const files: readonly (readonly [string, Uint8Array, string])[] = [
    ['a JPEG', jpeg('a'), 'image'],
    ['an SVG', Buffer.from(svg), 'image'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'image'],
    ['an MP4', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'), 'video'],
    ['a ZIP', Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1'), 'raw'],
    ['text', Buffer.from('svg is a picture'), 'raw'],
    ['nothing', new Uint8Array(), 'raw'],
  ]
  for (const [name, bytes, type] of files) {
    it(`of ${name} say ${type}`, async () => expect(await detectResourceType(bytes, 'any')).to.equal(type))
  }
})

describe('user metadata', () => {
  const texts: readonly (readonly [string, string])[] = [
    ['plain', 'plain'],
    ['=?UTF-8?B?R3LDtsOfZQ==?=', 'Größe'],
    ['=?utf-8?Q?Gr=C3=B6=C3=9Fe_1?=', 'Größe 1'],
    ['=?UTF-8?B?R3LDtg==?= =?UTF-8?B?w59l?=', 'Größe'],
    ['a =?b?= c', 'a =?b?= c'],
  ]
  for (const [sent, meant] of texts) it(`${sent} means ${meant}`, () => expect(decodeHeaderText(sent)).to.equal(meant))
})
