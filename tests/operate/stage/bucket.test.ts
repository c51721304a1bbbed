import { createServer } from 'node:http'
import { S3Client } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { operatedBucket } from '../../../operate/stage/bucket.ts'
import { listen } from '../listen.ts'

describe('a bucket that S3 answers for from another region', () => {
  it('is known to be there', async () => {
    const server = await listen(
      createServer((_, response) => void response.writeHead(301, { 'x-amz-bucket-region': 'us-west-2' }).end()),
    )
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const s3 = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, forcePathStyle: true })
    const answer = await operatedBucket(s3, 'studio').confirm()
    s3.destroy()
    await server.stop()
    expect(answer).to.deep.equal({ region: 'us-west-2' })
  })
})
