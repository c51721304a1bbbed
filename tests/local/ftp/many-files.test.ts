import { expect } from 'chai'
import { startBucket, type TestBucket } from './bucket.ts'
import { connect, upload } from './clients.ts'

async function sendFiles(bucket: TestBucket, directory: string, count: number, connections: number): Promise<void> {
  const waiting = Array.from({ length: count }, (_, number) => `${directory}/${number}.jpg`)
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

  // Each upload takes at least the time in which the server waits for a client that dies.
  it('takes 30 files from one client, one after the other, and 200 from ten others at the same time', async () => {
    await Promise.all([sendFiles(bucket, 'sequence', 30, 1), sendFiles(bucket, 'burst', 200, 10)])
    for (const [directory, count] of [
      ['sequence/', 30],
      ['burst/', 200],
    ] as const) {
      const keys = await bucket.keys(directory)
      expect(keys).to.have.length(count)
      expect(await Promise.all(keys.map((key) => bucket.text(key)))).to.deep.equal(keys)
    }
  })
})
