import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { Client } from 'basic-ftp'
import { expect } from 'chai'
import { eventually } from './eventually.ts'
import { jpeg } from './pictures.ts'
import { StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'

const SECRETS = { FTP_PASSWORD: 'ftp-pa55word-93', CLOUDINARY_API_SECRET: 'cl0ud-s3cret-71' }
const SIGNATURE = 'X-Amz-Signature=0123456789abcdef'

describe('the local stack, when it has secrets,', function () {
  this.timeout(60_000)
  const stack = new StackProcess()
  let clients: StackClients

  before(async () => {
    clients = new StackClients(await stack.start({ ...SECRETS, SETTLE_SECONDS: '0' }))
  })

  after(async () => {
    clients?.close()
    await stack.remove()
  })

  const put = (Key: string, Body = jpeg(Key)) =>
    clients.s3.send(new PutObjectCommand({ Bucket: clients.description.bucket, Key, Body }))
  const faults = (method: 'POST' | 'DELETE', body?: object) => clients.control(method, 'faults', body)
  const log = () => readFileSync(join(stack.directory, 'stack.log'), 'utf8')

  it('stops a batch with one line for an alarm where the credentials are refused, and refuses nothing', async () => {
    await faults('POST', { failNext: [{ operation: 'upload', times: 1000, status: 401, effect: 'none' }] })
    await Promise.all(Array.from({ length: 40 }, (_, index) => put(`refused/${index}.jpg`)))
    await eventually(async () => {
      const waiting = log()
        .split('\n')
        .filter((line) => line.includes('"result":"back"') && line.includes('refused/'))
      expect(waiting).to.have.length.at.least(40)
    })
    const lines = log().split('\n')
    const alarms = lines.filter((line) => line.includes('"level":"CRITICAL"'))
    const batches = new Set(alarms.map((line) => /"function_request_id":"[^"]+"/.exec(line)?.[0] ?? line))
    expect(alarms.length).to.be.within(1, 20)
    expect(batches.size).to.equal(alarms.length)
    expect(alarms[0]).to.contain('the credentials are refused; check CLOUDINARY_URL')
    expect((await clients.depths()).deadLetters).to.equal(0)
    expect(stack.output.filter((line) => line.includes('credentials are refused'))).to.have.length(alarms.length)
    await faults('DELETE')
  })

  it('shows none of them in a log, an error, a dead letter or a page', async () => {
    await put('presigned + odd.jpg')
    await put('presigned + bad.jpg', Buffer.from('no picture'))
    await eventually(async () => expect(await clients.asset('presigned ＋ odd')).not.to.equal(undefined))
    await eventually(async () => expect((await clients.depths()).deadLetters).to.equal(1))
    const loading = `Error in loading https://studio.s3.amazonaws.com/a.jpg?X-Amz-Date=1&${SIGNATURE} - 403 Forbidden`
    const messages = [loading, `Invalid image file ${loading}`]
    for (const message of messages) {
      await faults('POST', { failNext: [{ operation: 'upload', times: 1, status: 400, message, effect: 'none' }] })
      const key = `failing ${messages.indexOf(message)}.jpg`
      await put(key)
      await eventually(async () => expect(log()).to.contain(`${key}: `))
    }
    await login('wrong')
    await eventually(async () => expect((await clients.depths()).deadLetters).to.be.at.least(2))
    const texts = { log: log(), output: stack.output.join('\n'), ...(await deadLetters()), ...(await pages()) }
    for (const [place, text] of Object.entries(texts)) {
      expect(text.length, place).to.be.greaterThan(50)
      for (const secret of [...Object.values(SECRETS), SIGNATURE]) expect(text, place).not.to.contain(secret)
      expect(text, place).not.to.match(/X-Amz-Signature=[0-9a-f]/)
    }
    expect(texts.log).to.contain('?[redacted]')
  })

  async function login(password: string): Promise<void> {
    const client = new Client()
    const { host, port, user } = clients.description.ftp
    await client.access({ host, port, user, password }).catch(() => undefined)
    client.close()
  }

  async function deadLetters(): Promise<Record<string, string>> {
    const input = { QueueUrl: clients.description.dlqUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
    const { Messages } = await clients.sqs.send(new ReceiveMessageCommand(input))
    return { deadLetters: JSON.stringify(Messages) }
  }

  async function pages(): Promise<Record<string, string>> {
    const { url } = clients.description.console
    const [page, status] = await Promise.all([fetch(url), fetch(`${url}/status.json`)])
    return { page: await page.text(), status: await status.text() }
  }
})
