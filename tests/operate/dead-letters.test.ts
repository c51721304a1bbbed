import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { PurgeQueueCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { z } from 'zod'
import { UsageError } from '../../operate/cli/usage-error.ts'
import { dlqList } from '../../operate/dlq/list.ts'
import { dlqPurge } from '../../operate/dlq/purge.ts'
import { dlqRedrive } from '../../operate/dlq/redrive.ts'
import { sqsDeadLetters } from '../../operate/dlq/sqs.ts'
import { pause, resume } from '../../operate/pause/pause.ts'
import { sqsQueue } from '../../shared/adapters/aws/sqs.ts'
import { writeMessage } from '../../shared/event/write-message.ts'
import { eventually } from '../local/eventually.ts'
import { jpeg } from '../local/pictures.ts'
import { md5, StackClients } from '../local/stack-clients.ts'
import { StackProcess } from '../local/stack-process.ts'
import { NPX_SLS, Operator } from './operator.ts'

/** `POISONED=1000` poisons as many. */
const POISONED = Number(process.env.POISONED ?? 100)
const TENTH = POISONED / 10

function keyOf(index: number) {
  return `shoot/${index % 10}/${index}.jpg`
}

const keys = Array.from({ length: POISONED }, (_, index) => keyOf(index))
const listSchema = z.object({
  seen: z.number(),
  isWhole: z.boolean(),
  messages: z.array(
    z.object({ keys: z.array(z.string()), code: z.string(), reason: z.string(), receives: z.number() }),
  ),
})
const lineSchema = z.object({
  body: z.string(),
  attributes: z.record(z.string(), z.record(z.string(), z.string())),
})

describe('the dead-letter queue of a local stack', function () {
  this.timeout(90_000)
  const stack = new StackProcess()
  const folder = mkdtempSync(join(tmpdir(), 'purged-'))
  let clients: StackClients
  let operator: Operator

  before(async () => {
    clients = new StackClients(await stack.start({ SETTLE_SECONDS: '0' }, ['--memory']))
    operator = await Operator.of(stack.directory)
    await refuseUploads(POISONED)
    for (let start = 0; start < POISONED; start += 50) await Promise.all(keys.slice(start, start + 50).map(put))
    await eventually(
      async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: POISONED }),
      60_000,
    )
  })

  after(async () => {
    operator?.close()
    clients?.close()
    await stack.remove()
    rmSync(folder, { recursive: true })
  })

  const put = (Key: string) =>
    clients.s3.send(new PutObjectCommand({ Bucket: clients.description.bucket, Key, Body: jpeg(Key) }))
  const faults = (body: object) => clients.control('POST', 'faults', body)
  const refuseUploads = (times: number) =>
    faults({ failNext: [{ operation: 'upload', times, status: 400, message: 'Invalid image file', effect: 'none' }] })
  const deadLetters = async () => (await clients.depths()).deadLetters

  it('lists each with its reason, and takes nothing out', async () => {
    const { code, text } = await operator.sls(['dlq', 'list', '--json', '--limit', '2000'])
    expect(code, text).to.equal(0)
    const { seen, isWhole, messages } = listSchema.parse(JSON.parse(text))
    expect({ seen, isWhole }).to.deep.equal({ seen: POISONED, isWhole: true })
    expect(messages.flatMap((one) => one.keys).sort()).to.deep.equal(keys.toSorted())
    for (const { code, reason } of messages) {
      expect({ code, reason }).to.deep.equal({ code: 'cloudinary-400', reason: 'Cloudinary: Invalid image file' })
    }
    expect(await visibleDeadLetters()).to.equal(POISONED)
  })

  it('lists those that are meant, in columns', async () => {
    const { code, text } = await operator.run(dlqList, { key: 'shoot/3/*', reason: 'cloudinary-400', since: '1h' })
    expect(code).to.equal(0)
    expect(text)
      .to.contain(keyOf(POISONED - 7))
      .and.to.contain(`${TENTH} messages: ${TENTH} cloudinary-400`)
  })

  it('redrives a tenth, and leaves the rest', async () => {
    await faults({})
    const rehearsed = await operator.run(dlqRedrive, { key: 'shoot/7/*', 'dry-run': true })
    expect(rehearsed.text).to.contain(`Would redrive ${TENTH} messages: ${TENTH} cloudinary-400`)
    expect(await deadLetters()).to.equal(POISONED)
    const { code, text } = await operator.run(dlqRedrive, { key: 'shoot/7/*' })
    const left = POISONED - TENTH
    expect({ code, text }).to.deep.equal({ code: 0, text: `Redrove ${TENTH} messages; ${left} stay.` })
    await eventually(async () => expect(await clients.publicIds()).to.have.length(TENTH))
    await eventually(async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: left }))
    const none = await operator.run(dlqRedrive, { key: 'shoot/7/*' })
    expect(none).to.include({ code: 1, text: `Redrove 0 messages; ${left} stay.` })
    expect((await operator.run(dlqList, { key: 'shoot/7/*' })).text).to.equal(`None of ${left} messages matches.`)
  })

  it('redrives all, and every asset is right', async () => {
    const { code, text } = await operator.sls(['dlq', 'redrive', '--all'])
    expect(code, text).to.equal(0)
    expect(text).to.contain(`Redrove ${POISONED - TENTH} messages.`)
    await eventually(async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: 0 }), 60_000)
    expect((await clients.publicIds()).sort()).to.deep.equal(keys.map((key) => key.slice(0, -4)).sort())
    for (const key of [keyOf(0), keyOf(7), keyOf(POISONED - 1)])
      expect(await clients.asset(key.slice(0, -4))).to.include({ etag: md5(jpeg(key)) })
  })

  it('loses nothing, whichever call of a selective redrive fails', async () => {
    await enableWorker(false)
    let total = 0
    for (let at = 1; at <= 8; at++) {
      for (const when of ['before', 'after'] as const) {
        await send(12)
        const unlucky = await Operator.of(stack.directory)
        failAt(unlucky.stage.sqs, at, when)
        await unlucky.run(dlqRedrive, { key: 'copy/?.jpg' }).catch(() => undefined)
        unlucky.close()
        const { queue, deadLetters: left } = await clients.depths()
        expect(queue + left, `call ${at}, ${when}`).to.be.at.least(total + 12)
        total = queue + left
      }
    }
    await empty()
  })

  it('stops a redrive at Ctrl-C, and says how many were moved', async () => {
    await send(30)
    const moving = eventually(async () => expect((await clients.depths()).queue).to.be.above(0))
    const all = await operator.sls(['dlq', 'redrive', '--all', '--rate', '10'], {
      interruptWhen: moving,
      program: NPX_SLS,
    })
    const { queue, deadLetters: left } = await clients.depths()
    expect(queue + left).to.equal(30)
    expect(all.text).to.contain(`Interrupted. Redrove ${queue} message`)
    const sending = eventually(async () => expect((await clients.depths()).queue).to.be.above(queue))
    const some = await operator.sls(['dlq', 'redrive', '--key', 'copy/*', '--rate', '2'], {
      interruptWhen: sending,
      program: NPX_SLS,
    })
    expect(some.notes).to.contain('Interrupted after')
    expect(await visibleDeadLetters()).to.equal(30 - (await clients.depths()).queue)
    await empty()
    await enableWorker(true)
  })

  it('writes all into a file, on the disk before they are deleted, and does not overwrite one', async () => {
    await send(20)
    const { queueUrl: QueueUrl, dlqUrl } = clients.description
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }))
    const Bytes = { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) }
    const binary = { QueueUrl: dlqUrl, MessageBody: 'bytes', MessageAttributes: { Bytes } }
    await clients.sqs.send(new SendMessageCommand(binary))
    await eventually(async () => expect(await deadLetters()).to.equal(22))
    const file = join(folder, 'letters.jsonl')
    operator.answer = 'another-queue'
    expect(await operator.run(dlqPurge, { file })).to.include({ code: 1, notes: 'Nothing was deleted.' })
    expect(existsSync(file)).to.equal(false)
    operator.answer = 'ftp-api-for-cloudinary-local-dead-letters'
    const { code, text } = await operator.run(dlqPurge, { file })
    expect({ code, text }).to.deep.equal({ code: 0, text: `Deleted 22 messages, kept in ${file}` })
    expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: 0 })
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const written = lines.map((line) => lineSchema.parse(JSON.parse(line)))
    expect(written).to.have.length(22)
    const find = (body: string) => written.find((line) => line.body === body)?.attributes
    expect(find('hello')?.RejectionCode).to.deep.equal({ DataType: 'String', StringValue: 'not-json' })
    expect(find('bytes')?.Bytes).to.deep.equal({ DataType: 'Binary', BinaryValue: 'AQI=' })
    await clients.sqs.send(new SendMessageCommand(binary))
    const thrown: unknown = await operator.run(dlqPurge, { file, yes: true }).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(UsageError)
    expect(await deadLetters()).to.equal(1)
  })

  it('is emptied through the command line, without a question', async () => {
    const file = join(folder, 'last.jsonl')
    const { code, text } = await operator.sls(['dlq', 'purge', '--yes', '--json', '--file', file])
    expect(code, text).to.equal(0)
    expect(JSON.parse(text)).to.deep.equal({ written: 1, removed: 1, file })
    expect((await operator.run(dlqList)).text).to.equal('The dead-letter queue is empty.')
    expect(await operator.run(dlqPurge)).to.include({ code: 0, text: 'The dead-letter queue is empty.' })
    const redriven = await operator.run(dlqRedrive, { all: true })
    expect(redriven).to.include({ code: 0, text: 'The dead-letter queue is empty.' })
  })

  /** Puts letters into the queue as the worker does. */
  async function send(count: number): Promise<void> {
    const { bucket, dlqUrl: QueueUrl } = clients.description
    const queue = sqsQueue(clients.sqs, { queueUrl: QueueUrl, deadLetterQueueUrl: QueueUrl })
    for (let index = 0; index < count; index++) {
      const key = `copy/${index}.jpg`
      const body = writeMessage({ bucket, key, source: 'refusal', atMs: 0 })
      await queue.reject(body, { code: 'metadata', reason: 'a copy', key })
    }
  }

  /** By the breaker: it would undo a switching of the mapping alone. */
  async function enableWorker(isEnabled: boolean): Promise<void> {
    await (isEnabled ? operator.run(resume) : operator.run(pause, { reason: 'a test' }))
    const { lambda, functionName } = operator.stage
    const FunctionName = functionName('worker')
    await eventually(async () => {
      const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))
      expect(EventSourceMappings?.[0]?.State).to.equal(isEnabled ? 'Enabled' : 'Disabled')
    })
  }

  /** Forgets all messages, those that someone is looking at too. */
  async function empty(): Promise<void> {
    const { queueUrl, dlqUrl } = clients.description
    for (const QueueUrl of [queueUrl, dlqUrl]) await clients.sqs.send(new PurgeQueueCommand({ QueueUrl }))
  }

  async function visibleDeadLetters(): Promise<number> {
    return (await sqsDeadLetters(operator.stage).depth()).visible
  }
})

/** Makes one call of a client fail, before it has an effect or after. */
function failAt(sqs: SQSClient, at: number, when: 'before' | 'after'): void {
  let calls = 0
  sqs.middlewareStack.add(
    (next) => async (request) => {
      const isNow = ++calls === at
      if (isNow && when === 'before') throw new Error('no answer')
      const answer = await next(request)
      if (isNow) throw new Error('no answer')
      return answer
    },
    { step: 'initialize' },
  )
}
