import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InvokeCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { z } from 'zod'
import { eventually } from './eventually.ts'
import { jpeg } from './pictures.ts'
import { StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'

const NAME = 'ftp-api-for-cloudinary-local'
const tendedSchema = z.object({ isOpen: z.boolean(), isPaused: z.boolean(), switched: z.string().optional() })
const statisticsSchema = z.object({ operations: z.object({ upload: z.object({ received: z.number() }) }) })
const EVERYTHING = ['upload', 'explicit', 'rename', 'destroy']

describe('while the stand-in serves nobody', function () {
  this.timeout(120_000)
  const stack = new StackProcess()
  let clients: StackClients

  before(async () => {
    clients = new StackClients(await stack.start({ SETTLE_SECONDS: '0' }))
  })
  after(async () => {
    clients?.close()
    await stack.remove()
  })

  const put = (Key: string) =>
    clients.s3.send(new PutObjectCommand({ Bucket: clients.description.bucket, Key, Body: jpeg(Key) }))
  /** What the schedule does by the minute. */
  const tend = async () => {
    const { Payload, FunctionError } = await clients.lambda.send(new InvokeCommand({ FunctionName: `${NAME}-breaker` }))
    const text = Buffer.from(Payload ?? []).toString()
    expect(FunctionError, text).to.equal(undefined)
    return tendedSchema.parse(JSON.parse(text))
  }
  const state = async () => {
    const { EventSourceMappings } = await clients.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: `${NAME}-worker` }),
    )
    return EventSourceMappings?.[0]?.State
  }
  const log = () => readFileSync(join(stack.directory, 'stack.log'), 'utf8')

  it('delivery stops after few failures, and goes on by itself with nothing lost and nothing dead', async () => {
    const failNext = EVERYTHING.map((operation) => ({ operation, times: 100_000, status: 503 }))
    await clients.control('POST', 'faults', { failNext })
    const keys = Array.from({ length: 120 }, (_, index) => `outage/${index}.jpg`)
    await Promise.all(keys.map(put))
    await eventually(async () => expect(log()).to.contain('"code":"breaker-open"'))
    expect(await tend()).to.deep.equal({ isOpen: true, isPaused: false, switched: 'off' })
    expect(await state()).to.equal('Disabled')
    const { operations } = statisticsSchema.parse(await clients.control('GET', 'statistics'))
    expect(operations.upload.received).to.be.within(10, 19)
    // Still down: it is asked, and stays open.
    expect(await tend()).to.deep.equal({ isOpen: true, isPaused: false })
    expect((await clients.depths()).deadLetters).to.equal(0)

    await clients.control('DELETE', 'faults')
    expect(await tend()).to.deep.equal({ isOpen: false, isPaused: false, switched: 'on' })
    expect(await state()).to.equal('Enabled')
    // Most have not been delivered at all, and a sweep brings those back that have been put off.
    await eventually(async () => expect(await clients.publicIds()).to.have.length(keys.length), 60_000)
  })
})
