import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { z } from 'zod'
import { UsageError } from '../../operate/cli/usage-error.ts'
import { dlqList } from '../../operate/dlq/list.ts'
import { dlqPurge } from '../../operate/dlq/purge.ts'
import { dlqRedrive } from '../../operate/dlq/redrive.ts'
import { dlqRestore } from '../../operate/dlq/restore.ts'
import { jpeg } from '../local/pictures.ts'
import { md5 } from '../local/stack-clients.ts'
import { eventually } from '../support/eventually.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { sendLetters, visibleLetters } from './letters.ts'
import { useOperatedStack } from './operated-stack.ts'

/** `POISONED=1000` poisons as many. */
const POISONED = Number(process.env.POISONED ?? 40)
const TENTH = POISONED / 10
const keyOf = (index: number) => `shoot/${index % 10}/${index}.jpg`
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

describe('the dead-letter queue of a local stack', () => {
  const stack = useOperatedStack('busy')
  let folder = ''

  before(async () => {
    folder = temporaryFolder('purged')
    await refuseUploads(POISONED)
    for (let start = 0; start < POISONED; start += 50) {
      await Promise.all(keys.slice(start, start + 50).map((key) => stack.put(key)))
    }
    await stack.quiet(POISONED)
  })
  after(() => removeFolder(folder))

  const faults = (body: object) => stack.clients.control('POST', 'faults', body)
  const refuseUploads = (times: number) =>
    faults({ failNext: [{ operation: 'upload', times, status: 400, message: 'Invalid image file', effect: 'none' }] })
  const deadLetters = async () => (await stack.clients.depths()).deadLetters

  it('lists each with its reason, and takes nothing out', async () => {
    const { code, text } = await stack.operator.run(dlqList, { json: true, limit: '2000' })
    expect(code, text).to.equal(0)
    const { seen, isWhole, messages } = listSchema.parse(JSON.parse(text))
    expect({ seen, isWhole }).to.deep.equal({ seen: POISONED, isWhole: true })
    expect(messages.flatMap((one) => one.keys).sort()).to.deep.equal(keys.toSorted())
    for (const { code, reason } of messages) {
      expect({ code, reason }).to.deep.equal({ code: 'cloudinary-400', reason: 'Cloudinary: Invalid image file' })
    }
    expect(await visibleLetters(stack)).to.equal(POISONED)
  })

  it('lists those that are meant, in columns', async () => {
    const { code, text } = await stack.operator.run(dlqList, {
      key: 'shoot/3/*',
      reason: 'cloudinary-400',
      since: '1h',
    })
    expect(code).to.equal(0)
    expect(text)
      .to.contain(keyOf(POISONED - 7))
      .and.to.contain(`${TENTH} messages: ${TENTH} cloudinary-400`)
  })

  it('redrives a tenth, and leaves the rest', async () => {
    await faults({})
    const rehearsed = await stack.operator.run(dlqRedrive, { key: 'shoot/7/*', 'dry-run': true })
    expect(rehearsed.text).to.contain(`Would redrive ${TENTH} messages: ${TENTH} cloudinary-400`)
    expect(await deadLetters()).to.equal(POISONED)
    const { code, text } = await stack.operator.run(dlqRedrive, { key: 'shoot/7/*' })
    const left = POISONED - TENTH
    expect({ code, text }).to.deep.equal({ code: 0, text: `Redrove ${TENTH} messages; ${left} stay.` })
    await stack.quiet(left)
    expect(await stack.images('shoot/')).to.have.length(TENTH)
    const none = await stack.operator.run(dlqRedrive, { key: 'shoot/7/*' })
    expect(none).to.include({ code: 1, text: `Redrove 0 messages; ${left} stay.` })
    expect((await stack.operator.run(dlqList, { key: 'shoot/7/*' })).text).to.equal(`None of ${left} messages matches.`)
  })

  it('redrives all, and every asset is right', async () => {
    const { code, text } = await stack.operator.run(dlqRedrive, { all: true })
    expect(code, text).to.equal(0)
    expect(text).to.contain(`Redrove ${POISONED - TENTH} messages.`)
    await stack.quiet()
    expect(await stack.images('shoot/')).to.deep.equal(keys.map((key) => key.slice(0, -4)).sort())
    for (const key of [keyOf(0), keyOf(7), keyOf(POISONED - 1)])
      expect(await stack.clients.asset(key.slice(0, -4))).to.include({ etag: md5(jpeg(key)) })
  })

  it('writes all into a file, on the disk before they are deleted, and does not overwrite one', async () => {
    await sendLetters(stack, 20)
    const { queueUrl: QueueUrl, dlqUrl } = stack.clients.description
    await stack.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }))
    const Bytes = { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) }
    const binary = { QueueUrl: dlqUrl, MessageBody: 'bytes', MessageAttributes: { Bytes } }
    await stack.clients.sqs.send(new SendMessageCommand(binary))
    await eventually('22 dead letters', async () => expect(await deadLetters()).to.equal(22))
    const file = join(folder, 'letters.jsonl')
    stack.operator.answer = 'another-queue'
    expect(await stack.operator.run(dlqPurge, { file })).to.include({ code: 1, notes: 'Nothing was deleted.' })
    expect(existsSync(file)).to.equal(false)
    stack.operator.answer = 'ftp-api-for-cloudinary-local-dead-letters'
    const { code, text } = await stack.operator.run(dlqPurge, { file })
    expect({ code, text }).to.deep.equal({ code: 0, text: `Deleted 22 messages, kept in ${file}` })
    expect(await stack.clients.depths()).to.deep.equal({ queue: 0, deadLetters: 0 })
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const written = lines.map((line) => lineSchema.parse(JSON.parse(line)))
    expect(written).to.have.length(22)
    const find = (body: string) => written.find((line) => line.body === body)?.attributes
    expect(find('hello')?.RejectionCode).to.deep.equal({ DataType: 'String', StringValue: 'not-json' })
    expect(find('bytes')?.Bytes).to.deep.equal({ DataType: 'Binary', BinaryValue: 'AQI=' })
    const restored = await stack.operator.run(dlqRestore, { file })
    expect(restored).to.include({ code: 0, text: 'Put back 22 messages. `sls dlq redrive` tries them again.' })
    expect(await deadLetters()).to.equal(22)
    const again = await stack.operator.run(dlqPurge, {
      file: join(folder, 'again.jsonl'),
      reason: 'not-json',
      yes: true,
    })
    expect(again).to.include({ code: 0 }).and.to.have.property('text').that.contains('Deleted 2 messages, ')
    const rest = await stack.operator.run(dlqPurge, { file: join(folder, 'rest.jsonl'), since: '1h', yes: true })
    expect(rest.text).to.contain('Deleted 20 messages, ')
    const archived = readFileSync(join(folder, 'again.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"bytes"'))
    expect(archived.map((line) => lineSchema.parse(JSON.parse(line)).attributes.Bytes)).to.deep.equal([
      { DataType: 'Binary', BinaryValue: 'AQI=' },
    ])
    await stack.clients.sqs.send(new SendMessageCommand(binary))
    stack.operator.answer = 'another-queue'
    const none = await stack.operator.run(dlqPurge, { file: join(folder, 'none.jsonl'), key: 'none', yes: true })
    expect(none).to.include({ code: 1, text: 'None of 1 message matches.' })
    expect(await stack.operator.run(dlqPurge, { key: 'none' })).to.include({ code: 1, notes: 'Nothing was deleted.' })
    const thrown: unknown = await stack.operator.run(dlqPurge, { file, yes: true }).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(UsageError)
    expect(await deadLetters()).to.equal(1)
  })

  it('is emptied through the command line, without a question', async () => {
    const file = join(folder, 'last.jsonl')
    const { code, text } = await stack.operator.sls(['dlq', 'purge', '--yes', '--json', '--file', file])
    expect(code, text).to.equal(0)
    const seen = { seen: 1, depth: 1, isWhole: true, isInterrupted: false }
    expect(JSON.parse(text)).to.deep.equal({ meant: 1, written: 1, removed: 1, file, ...seen })
    expect((await stack.operator.run(dlqList)).text).to.equal('The dead-letter queue is empty.')
    expect(await stack.operator.run(dlqPurge)).to.include({ code: 0, text: 'The dead-letter queue is empty.' })
    const redriven = await stack.operator.run(dlqRedrive, { all: true })
    expect(redriven).to.include({ code: 0, text: 'The dead-letter queue is empty.' })
  })
})
