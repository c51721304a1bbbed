import { Agent, get, request as httpRequest } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { startAws } from '../../../local/aws/start.ts'
import { eventually } from '../../support/eventually.ts'
import { waitMsMax } from '../limits.ts'
import { connect, errorOf } from './support.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function tryToConnect(host: string, port: number) {
  return new Promise<string>((resolve) => {
    const socket = connectSocket({ host, port }, () => resolve('connected'))
    socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
    socket.on('close', () => socket.destroy())
    socket.on('connect', () => socket.destroy())
  })
}

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

describe('the local AWS', () => {
  it('is reachable on 127.0.0.1 only', async () => {
    const aws = await startAws({ port: 0 })
    expect(aws.endpoint).to.equal(`http://127.0.0.1:${aws.port}`)
    expect(await tryToConnect('127.0.0.1', aws.port)).to.equal('connected')
    const others = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
    for (const { address } of others.filter(({ internal, family }) => !internal && family === 'IPv4')) {
      expect(await tryToConnect(address, aws.port)).to.equal('ECONNREFUSED')
    }
    await aws.stop()
    expect(await tryToConnect('127.0.0.1', aws.port)).to.equal('ECONNREFUSED')
  })

  it('says when the port is taken, and leaves it to its owner', async () => {
    const aws = await startAws({ port: 0 })
    const error: unknown = await startAws({ port: aws.port }).catch((reason: unknown) => reason)
    expect(error).to.include({ code: 'EADDRINUSE', port: aws.port })
    expect(await tryToConnect('127.0.0.1', aws.port)).to.equal('connected')
    await aws.stop()
    const next = await startAws({ port: aws.port })
    await next.stop()
  })

  it('writes nothing and listens to no signals', async () => {
    const listeners = () => signals.map((signal) => process.listenerCount(signal))
    const before = listeners()
    const written: unknown[] = []
    const { write } = process.stdout
    process.stdout.write = (chunk: unknown) => written.push(chunk) > 0
    try {
      const aws = await connect()
      await aws.sqs.send(new CreateQueueCommand({ QueueName: 'quiet' }))
      expect(listeners()).to.deep.equal(before)
      await aws.stop()
    } finally {
      process.stdout.write = write
    }
    expect(written).to.deep.equal([])
  })

  it('stops in spite of idle connections and waiting polls', async () => {
    const aws = await connect()
    const { QueueUrl } = await aws.sqs.send(new CreateQueueCommand({ QueueName: 'waiting' }))
    const agent = new Agent({ keepAlive: true })
    await new Promise((resolve) => {
      get({ host: '127.0.0.1', port: aws.port, agent }, (response) => response.resume().on('end', resolve))
    })
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' }
    const timersBefore = countTimers()
    const poll = httpRequest({ host: '127.0.0.1', port: aws.port, method: 'POST', headers })
    const ended = new Promise((resolve) => poll.on('close', resolve))
    poll.on('error', () => {}).on('response', (response) => response.resume())
    await new Promise<void>((resolve) => poll.end(JSON.stringify({ QueueUrl, WaitTimeSeconds: 20 }), resolve))
    await eventually(
      'the poll to begin',
      async () => expect(countTimers(), 'timers of the poll').to.be.greaterThan(timersBefore),
      waitMsMax,
    )
    // The poll by itself would last for 20 seconds.
    const stopped = aws.stop().then(() => 'stopped')
    expect(await Promise.race([stopped, delay(15_000, 'waits for the poll', { ref: false })])).to.equal('stopped')
    await ended
    expect(countTimers(), 'timers left').to.equal(timersBefore)
    agent.destroy()
    await eventually(
      'the server to close',
      async () => expect(process.getActiveResourcesInfo()).not.to.include('TCPServerWrap'),
      waitMsMax,
    )
  })

  it('rejects before it listens when its data directory cannot be used', async () => {
    expect((await errorOf(startAws({ port: 0, dataDirectory: '/dev/null/x' }))).message).to.contain('ENOTDIR')
  })
})
