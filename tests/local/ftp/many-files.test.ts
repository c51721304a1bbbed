import { expect } from 'chai'
import { startBucket, type TestBucket } from './bucket.ts'
import { connect, upload } from './clients.ts'

const filesEach = 200

async function send(bucket: TestBucket, directory: string, connections: number): Promise<void> {
  const waiting = Array.from({ length: filesEach }, (_, number) => `${directory}/${number}.jpg`)
  const work = async (): Promise<void> => {
    const client = await connect(bucket.ftp)
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) await upload(client, path, path)
    client.close()
  }
  await Promise.all(Array.from({ length: connections }, work))
}

describe('local/ftp: many files', () => {
  let bucket: TestBucket
  before(async () => {
    bucket = await startBucket()
  })
  after(() => bucket.stop())

  it(`takes ${filesEach} files in sequence from one client, and as many from ten others at once`, async () => {
    await Promise.all([send(bucket, 'sequence', 1), send(bucket, 'burst', 10)])
    for (const directory of ['sequence/', 'burst/']) {
      const keys = await bucket.keys(directory)
      expect(keys).to.have.length(filesEach)
      expect(await Promise.all(keys.map((key) => bucket.text(key)))).to.deep.equal(keys)
    }
  }).timeout(20_000)
})
