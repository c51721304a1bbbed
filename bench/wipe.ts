import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import pMap from 'p-map'
import { guardRelease, guardShow } from '../operate/guard/guard.ts'
import { jpeg } from '../tests/local/pictures.ts'
import { StackClients } from '../tests/local/stack-clients.ts'
import { StackProcess } from '../tests/local/stack-process.ts'
import { Operator } from '../tests/operate/operator.ts'
import { eventually } from '../tests/support/eventually.ts'

/** A bucket of five hundred objects is emptied: two hundred assets go, the rest stays until an operator lets it go. */

const OBJECTS = 500
const stack = new StackProcess()

async function main(): Promise<void> {
  const clients = new StackClients(await stack.start({ SETTLE_SECONDS: '0' }))
  const operator = await Operator.of(stack.directory)
  const Bucket = clients.description.bucket
  const keys = Array.from({ length: OBJECTS }, (_, index) => `shoot/${index}.jpg`)
  const settled = () =>
    eventually(
      'empty queues',
      async () => {
        const { queue, deadLetters } = await clients.depths()
        if (queue + deadLetters > 0) throw new Error(`${queue} changes and ${deadLetters} dead letters are left`)
      },
      120_000,
    )
  const assets = async () => (await clients.publicIds()).length
  await pMap(keys, (Key) => clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: jpeg(Key) })), {
    concurrency: 20,
  })
  await settled()
  console.log(`mirrored: ${await assets()} assets`)
  await pMap(keys, (Key) => clients.s3.send(new DeleteObjectCommand({ Bucket, Key })), { concurrency: 20 })
  await settled()
  const metrics = readFileSync(join(stack.directory, 'stack.log'), 'utf8').match(/"Deletions-withheld":[\d[]/g) ?? []
  console.log(
    `emptied: ${await assets()} assets are left; ${metrics.length} batches count Deletions-withheld for the alarm`,
  )
  console.log((await operator.run(guardShow)).text)
  console.log((await operator.run(guardRelease, { yes: true })).text)
  await settled()
  console.log(`released: ${await assets()} assets are left`)
  operator.close()
  clients.close()
}

await main().finally(() => stack.remove())
