import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, GetObjectTaggingCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { expect } from 'chai'
import { bucket, connect, contentOf, errorOf, filesIn, useDirectory } from '../support.ts'

describe('objects over a restart of the local S3', () => {
  const directory = useDirectory()

  it('keep everything', async () => {
    const params = {
      Bucket: bucket,
      Key: 'kept',
      ContentType: 'image/png',
      CacheControl: 'no-cache',
      Metadata: { one: 'a', two: 'b' },
      Tagging: 'tag=value',
    }
    const first = await connect({ dataDirectory: directory() })
    await first.s3.send(new CreateBucketCommand({ Bucket: bucket }))
    await first.s3.send(new PutObjectCommand({ ...params, Body: 'content' }))
    await new Upload({ client: first.s3, params: { ...params, Key: 'parts', Body: randomBytes(6 * 2 ** 20) } }).done()
    const heads = await Promise.all(
      ['kept', 'parts'].map((Key) => first.s3.send(new HeadObjectCommand({ Bucket: bucket, Key }))),
    )
    await first.stop()

    const second = await connect({ dataDirectory: directory() })
    for (const [index, Key] of ['kept', 'parts'].entries()) {
      const { $metadata: _, ...head } = await second.s3.send(new HeadObjectCommand({ Bucket: bucket, Key }))
      const { $metadata: __, ...before } = heads[index] ?? { $metadata: {} }
      expect(head).to.deep.equal(before)
      const { TagSet } = await second.s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key }))
      expect(TagSet).to.deep.equal([{ Key: 'tag', Value: 'value' }])
    }
    expect(heads[0]).to.deep.include({ Metadata: params.Metadata, ContentType: 'image/png', CacheControl: 'no-cache' })
    expect(heads[1]?.ETag).to.match(/-2"$/)
    expect(await contentOf(second, 'kept')).to.equal('content')
    await second.stop()
  })

  it('survive files that a crash left half-written', async () => {
    const folder =
      filesIn(directory())
        .find((file) => file.endsWith('.body'))
        ?.replace(/[^/]*$/, '') ?? ''
    const leftovers = ['x.body', 'y.json.z.tmp'].map((name) => join(directory(), folder, name))
    for (const path of leftovers) writeFileSync(path, 'half')
    const aws = await connect({ dataDirectory: directory() })
    expect(await contentOf(aws, 'kept')).to.equal('content')
    await aws.stop()
    const files = filesIn(directory()).map((file) => join(directory(), file))
    expect(files).not.to.include.members(leftovers)
  })

  it('are not guessed when their files are damaged', async () => {
    const file = filesIn(directory()).find((name) => /objects-.*\.json$/.test(name)) ?? ''
    writeFileSync(join(directory(), file), '{"key":')
    const error = await errorOf(connect({ dataDirectory: directory() }))
    expect(error.message).to.contain(file).and.to.contain('is damaged')
  })
})
