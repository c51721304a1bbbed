import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { bucket, connect, contentOf, errorOf, useAws, useDirectory } from '../support.ts'

const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject' }] })

describe('sub-resources of the local S3', () => {
  const aws = useAws()
  const Bucket = bucket

  before(() => aws().s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'content' })))

  it('keeps a bucket policy', async () => {
    const get = () => aws().s3.send(new GetBucketPolicyCommand({ Bucket }))
    expect(await errorOf(get())).to.include({ name: 'NoSuchBucketPolicy', status: 404 })
    await aws().s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    expect((await get()).Policy).to.equal(Policy)
    const broken = new PutBucketPolicyCommand({ Bucket, Policy: '{"Version":' })
    expect(await errorOf(aws().s3.send(broken))).to.include({ name: 'MalformedPolicy', status: 400 })
    expect((await get()).Policy).to.equal(Policy)
    await aws().s3.send(new DeleteBucketPolicyCommand({ Bucket }))
    expect(await errorOf(get())).to.include({ name: 'NoSuchBucketPolicy' })
  })

  it('says that versioning was never enabled, and does not enable it', async () => {
    expect(await aws().s3.send(new GetBucketVersioningCommand({ Bucket }))).not.to.have.property('Status')
    const VersioningConfiguration = { Status: 'Enabled' } as const
    const enable = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration })
    expect(await errorOf(aws().s3.send(enable))).to.include({ name: 'NotImplemented', status: 501 })
    expect(await aws().s3.send(new GetBucketVersioningCommand({ Bucket }))).not.to.have.property('Status')
  })

  it('is in us-east-1', async () => {
    expect(await aws().s3.send(new GetBucketLocationCommand({ Bucket }))).not.to.have.property('LocationConstraint')
  })

  it('encrypts as S3 does where nothing else is asked for', async () => {
    const answer = await aws().s3.send(new GetBucketEncryptionCommand({ Bucket }))
    const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? []
    expect(rule?.ApplyServerSideEncryptionByDefault).to.deep.equal({ SSEAlgorithm: 'AES256' })
  })

  it('knows no other version of an object than null', async () => {
    const get = (VersionId: string) => aws().s3.send(new GetObjectCommand({ Bucket, Key: 'key', VersionId }))
    expect((await get('null')).ContentLength).to.equal(7)
    expect(await errorOf(get('3HL4kqtJlcpXroDTDmjVBH40Nrjfkd'))).to.include({ name: 'InvalidArgument', status: 400 })
  })

  it('says of a missing bucket that it is missing', async () => {
    const missing = { Bucket: 'no-such-bucket' }
    const attempts = [
      () => aws().s3.send(new GetBucketPolicyCommand(missing)),
      () => aws().s3.send(new GetBucketVersioningCommand(missing)),
      () => aws().s3.send(new GetBucketLocationCommand(missing)),
      () => aws().s3.send(new GetBucketEncryptionCommand(missing)),
    ]
    for (const attempt of attempts) expect(await errorOf(attempt())).to.include({ name: 'NoSuchBucket', status: 404 })
  })

  for (const path of ['', '/key']) {
    const place = path === '' ? 'a bucket' : 'an object'
    it(`refuses every unknown sub-resource of ${place} and leaves it as it is`, async () => {
      const names = [
        'acl',
        'cors',
        'lifecycle',
        'encryption',
        'versions',
        'uploads',
        'retention',
        'website',
        'nonsense',
      ]
      for (const name of names) {
        for (const method of ['GET', 'PUT', 'DELETE', 'POST']) {
          const beginsUpload = path !== '' && method === 'POST' && name === 'uploads'
          const readsEncryption = path === '' && method === 'GET' && name === 'encryption'
          if (beginsUpload || readsEncryption) continue
          const url = `${aws().endpoint}/${bucket}${path}?${name}`
          const answer = await fetch(url, method === 'PUT' || method === 'POST' ? { method, body: '<x/>' } : { method })
          const text = await answer.text()
          expect(answer.status, `${method} ${name}`).to.equal(501)
          expect(text).to.contain('<Code>NotImplemented</Code>').and.to.contain(`${method} with ?${name}`)
        }
      }
      await aws().s3.send(new HeadBucketCommand({ Bucket }))
      expect(await contentOf(aws(), 'key')).to.equal('content')
    })
  }

  it('refuses to list the parts of an upload', async () => {
    const answer = await fetch(`${aws().endpoint}/${bucket}/key?uploadId=x`)
    expect(answer.status).to.equal(501)
  })

  it('answers what it cannot understand as S3 does', async () => {
    const answer = await fetch(`${aws().endpoint}/${bucket}/%ff`)
    expect(answer.status).to.equal(400)
  })

  it('lists buckets', async () => {
    const { Buckets = [] } = await aws().s3.send(new ListBucketsCommand({}))
    expect(Buckets.map(({ Name }) => Name)).to.deep.equal([bucket])
  })
})

describe('a bucket policy over a restart of the local S3', () => {
  const directory = useDirectory()

  it('stays', async () => {
    const first = await connect({ dataDirectory: directory() })
    await first.s3.send(new CreateBucketCommand({ Bucket: bucket }))
    await first.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }))
    // Creating a bucket that is there changes nothing.
    await first.s3.send(new CreateBucketCommand({ Bucket: bucket }))
    await first.stop()
    const second = await connect({ dataDirectory: directory() })
    const answer = await second.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))
    await second.stop()
    expect(answer.Policy).to.equal(Policy)
  })
})
