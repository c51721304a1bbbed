import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type Tag,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { bucket, contentOf, errorOf, useAws } from '../support.ts'

describe('tags of the local S3', () => {
  const aws = useAws()
  const Key = 'tagged.txt'
  const target = { Bucket: bucket, Key }

  beforeEach(() => aws().s3.send(new PutObjectCommand({ ...target, Body: 'content', Tagging: 'a=1&b+c=%C3%A9%2B' })))

  const tagsOf = async (key = Key) =>
    (await aws().s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }))).TagSet ?? []
  const putTags = (TagSet: Tag[], key = Key) =>
    aws().s3.send(new PutObjectTaggingCommand({ Bucket: bucket, Key: key, Tagging: { TagSet } }))
  const head = () => aws().s3.send(new HeadObjectCommand(target))

  it('takes tags from the header of a write, and counts them', async () => {
    expect(await tagsOf()).to.deep.equal([
      { Key: 'a', Value: '1' },
      { Key: 'b c', Value: 'é+' },
    ])
    expect(await head()).to.include({ TagCount: 2 })
    expect(await aws().s3.send(new GetObjectCommand(target))).to.include({ TagCount: 2 })
  })

  it('replaces the tags, and nothing else of the object', async () => {
    const before = await head()
    await putTags([{ Key: 'x y', Value: 'sea/sun: + @' }])
    expect(await tagsOf()).to.deep.equal([{ Key: 'x y', Value: 'sea/sun: + @' }])
    expect(await contentOf(aws(), Key)).to.equal('content')
    const after = await head()
    expect(after.ETag).to.equal(before.ETag)
    expect(after.LastModified).to.deep.equal(before.LastModified)
    expect(after.TagCount).to.equal(1)
  })

  it('deletes the tags, and nothing else of the object', async () => {
    await aws().s3.send(new DeleteObjectTaggingCommand(target))
    expect(await tagsOf()).to.deep.equal([])
    expect(await head()).not.to.have.property('TagCount')
    expect(await contentOf(aws(), Key)).to.equal('content')
  })

  it('loses the tags with the object', async () => {
    await aws().s3.send(new PutObjectCommand({ ...target, Body: 'new' }))
    expect(await tagsOf()).to.deep.equal([])
    await putTags([{ Key: 'a', Value: 'b' }])
    await aws().s3.send(new DeleteObjectCommand(target))
    expect(await errorOf(tagsOf())).to.include({ name: 'NoSuchKey', status: 404 })
    await aws().s3.send(new PutObjectCommand({ ...target, Body: 'new' }))
    expect(await tagsOf()).to.deep.equal([])
  })

  it('copies the tags, or replaces them', async () => {
    const CopySource = `${bucket}/${Key}`
    await aws().s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copy', CopySource }))
    expect(await tagsOf('copy')).to.deep.equal(await tagsOf())
    const replace = { TaggingDirective: 'REPLACE', Tagging: 'new=tag' } as const
    await aws().s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copy', CopySource, ...replace }))
    expect(await tagsOf('copy')).to.deep.equal([{ Key: 'new', Value: 'tag' }])
  })

  it('gives a multipart upload the tags that it began with', async () => {
    const { UploadId } = await aws().s3.send(new CreateMultipartUploadCommand({ ...target, Tagging: 'of=upload' }))
    const part = { ...target, UploadId, PartNumber: 1, Body: 'part' }
    const { ETag } = await aws().s3.send(new UploadPartCommand(part))
    expect(await tagsOf()).to.have.lengthOf(2)
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
    await aws().s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }))
    expect(await tagsOf()).to.deep.equal([{ Key: 'of', Value: 'upload' }])
  })

  const refused: [string, Tag[], string][] = [
    ['more than 10', Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: '' })), 'BadRequest'],
    ['one key twice', [1, 2].map((value) => ({ Key: 'k', Value: `${value}` })), 'InvalidTag'],
    ['a long key', [{ Key: 'k'.repeat(129), Value: '' }], 'InvalidTag'],
    ['a long value', [{ Key: 'k', Value: 'v'.repeat(257) }], 'InvalidTag'],
    ['a key of AWS', [{ Key: 'aws:k', Value: '' }], 'InvalidTag'],
  ]
  for (const [name, tags, code] of refused) {
    it(`refuses ${name} and keeps the tags`, async () => {
      expect((await errorOf(putTags(tags))).name).to.equal(code)
      const Tagging = tags.map((tag) => `${tag.Key}=${tag.Value}`).join('&')
      const put = new PutObjectCommand({ ...target, Body: 'never', Tagging })
      expect((await errorOf(aws().s3.send(put))).name).to.equal(code)
      expect(await tagsOf()).to.have.lengthOf(2)
      expect(await contentOf(aws(), Key)).to.equal('content')
    })
  }

  it('gives no tags to an upload by an HTML form', async () => {
    const form = new FormData()
    form.set('key', 'from a form')
    form.set('file', new Blob(['content']))
    await fetch(`${aws().endpoint}/${bucket}`, { method: 'POST', body: form })
    expect(await tagsOf('from a form')).to.deep.equal([])
  })

  it('refuses tags of what does not exist', async () => {
    expect((await errorOf(putTags([], 'missing'))).name).to.equal('NoSuchKey')
    const elsewhere = new GetObjectTaggingCommand({ Bucket: 'no-such-bucket', Key })
    expect((await errorOf(aws().s3.send(elsewhere))).name).to.equal('NoSuchBucket')
  })

  it('refuses a body that is not a tag set', async () => {
    const url = `${aws().endpoint}/${bucket}/${Key}?tagging`
    const { status } = await fetch(url, { method: 'PUT', body: 'not XML' })
    expect(status).to.equal(400)
    expect(await contentOf(aws(), Key)).to.equal('content')
  })
})
