import { once } from 'node:events'
import { createServer } from 'node:net'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { eventually } from './eventually.ts'
import { jpeg } from './pictures.ts'
import { md5, StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'

/** Ends on its own: a start that must fail. */
async function failedStart(settings: Readonly<Record<string, string>>, flags: readonly string[] = []): Promise<string> {
  const stack = new StackProcess()
  try {
    const [code] = await once(stack.spawn(settings, flags), 'close')
    expect(code).to.equal(1)
    return stack.output.join('\n')
  } finally {
    await stack.remove()
  }
}

describe('the local stack, when something is wrong,', function () {
  this.timeout(120_000)

  it('lists every malformed setting at once', async () => {
    const output = await failedStart({ FTP_PORT: 'ftp', SETTLE_SECONDS: '-1', FTP_PASSWORD: '' }, ['--fast'])
    expect(output).to.match(/^4 settings are missing or malformed:/m)
    it('lists every fault of the rules at once', async () => {
      const output = await failedStart({ MIRROR_CONFIG: 'tests/local/rules-faulty.ts' })
      expect(output).to.match(/^mirror\.config\.ts has 3 faults:/m)
      for (const path of ['sources[0].prefix', 'rules[0].ignored', 'rules[1].type'])
        expect(output).to.contain(`  ${path}\n`)
      expect(output).not.to.match(/^\s+at /m)
    })

    for (const name of ['FTP_PORT', 'SETTLE_SECONDS', 'FTP_PASSWORD', 'FLAGS']) expect(output).to.contain(name)
    expect(output).to.contain('expected').and.to.contain('found').and.to.contain('example')
  })

  for (const name of ['FTP_PORT', 'AWS_PORT', 'DYNAMODB_PORT', 'CLOUDINARY_PORT', 'CONSOLE_PORT']) {
    it(`says that the port of ${name} is taken, and how to choose another`, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      const port = address !== null && typeof address === 'object' ? address.port : 0
      const output = await failedStart({ [name]: String(port) })
      expect(output).to.contain(`Port ${port} is taken`).and.to.contain(`${name}=0`)
      expect(output).not.to.match(/^\s+at /m)
      server.close()
    })
  }

  it('gives every bad message a defined end, and lets the good ones through', async () => {
    const stack = new StackProcess()
    try {
      const clients = new StackClients(await stack.start({}, ['--memory']))
      const { queueUrl: QueueUrl, dlqUrl, bucket } = clients.description
      const record = (name: string, object: object, change: object = {}) => ({
        ...{ eventVersion: '2.1', eventName: 'ObjectCreated:Put', s3: { bucket: { name }, object } },
        ...change,
      })
      const bodies = [
        'hello',
        JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket }),
        JSON.stringify({ Records: [record('another-bucket', { key: 'a.jpg' })] }),
        JSON.stringify({ Records: [record(bucket, { key: 'nothing.jpg' }, { eventName: 'ObjectMoon:Landing' })] }),
        JSON.stringify({ Records: [record(bucket, { size: 1 })] }),
      ]
      for (const MessageBody of bodies) await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
      await clients.upload('good.jpg', jpeg('good'))
      await eventually(async () => expect(await clients.asset('good')).to.include({ etag: md5(jpeg('good')) }))
      await eventually(async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: 3 }))
      const command = new ReceiveMessageCommand({
        QueueUrl: dlqUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      })
      const { Messages = [] } = await clients.sqs.send(command)
      const codes = Messages.map(({ MessageAttributes }) => MessageAttributes?.RejectionCode?.StringValue)
      expect(codes.sort()).to.deep.equal(['malformed-record', 'not-json', 'other-bucket'])
      clients.close()
    } finally {
      await stack.remove()
    }
  })

  it('leaves no state that never ends: killed in the middle of a burst and started again, it mirrors everything', async () => {
    const stack = new StackProcess()
    const names = Array.from({ length: 60 }, (_, index) => `burst/${index}`)
    try {
      const before = new StackClients(await stack.start())
      const uploads = names.map((name) =>
        before.upload(`${name}.jpg`, jpeg(name)).then(
          () => name,
          () => undefined,
        ),
      )
      await eventually(async () => expect((await before.publicIds()).length).to.be.greaterThan(5))
      await stack.end('SIGKILL')
      const stored = (await Promise.all(uploads)).filter((name) => name !== undefined)
      before.close()
      const after = new StackClients(await stack.start())
      await eventually(async () => expect(await after.publicIds()).to.include.members(stored), 60_000)
      await eventually(async () => expect(await after.depths()).to.deep.equal({ queue: 0, deadLetters: 0 }), 60_000)
      for (const publicId of await after.publicIds()) {
        expect(await after.asset(publicId)).to.include({ etag: md5(jpeg(publicId)) })
      }
      after.close()
    } finally {
      await stack.remove()
    }
  })
})
