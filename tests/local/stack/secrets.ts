import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { Client } from 'basic-ftp'
import { expect } from 'chai'
import { eventually } from '../../support/eventually.ts'
import { askConsole, toldByConsole } from '../console-of.ts'
import { tend } from '../tend.ts'
import type { TestStack } from '../test-stack.ts'

/** What the stack is started with, and must show nowhere. */
export const SECRETS = { FTP_PASSWORD: 'ftp-pa55word-93', CLOUDINARY_API_SECRET: 'cl0ud-s3cret-71' }
const SIGNATURE = 'X-Amz-Signature=0123456789abcdef'
const KEYS = Array.from({ length: 40 }, (_, index) => `refused/${index}.jpg`)

/** What becomes of secrets, and what the stack does without good ones. */
export function secrets(stack: TestStack): void {
  it('stops a batch with one line where the credentials are refused, and refuses nothing', () =>
    refusedCredentials(stack))

  it('shows none of them in a log, an error, a dead letter or a page', async () => {
    await failInManyWays(stack)
    const texts = {
      log: stack.log().join('\n'),
      output: stack.process.output.join('\n'),
      deadLetters: await deadLettersOf(stack),
      ...(await pagesOf(stack)),
    }
    for (const [place, text] of Object.entries(texts)) {
      expect(text.length, place).to.be.greaterThan(50)
      for (const secret of [...Object.values(SECRETS), SIGNATURE]) expect(text, place).not.to.contain(secret)
      expect(text, place).not.to.match(/X-Amz-Signature=[0-9a-f]/)
    }
    expect(texts.log).to.contain('?[redacted]')
    await stack.forgetMessages()
  })

  it('keeps its data from other users of the machine', () => {
    expect(openToOthers(stack.process.directory)).to.deep.equal([])
  })

  it('says that it is never for production', () => {
    expect(stack.process.output.join('\n')).to.contain('never for production')
  })
}

/** The files and folders of the stack's data that others than their owner may read, write or enter. */
function openToOthers(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  const modes = ['.', ...names].map((name) => ({ name, mode: lstatSync(join(directory, name)).mode & 0o777 }))
  expect(modes.length).to.be.greaterThan(10)
  return modes.filter(({ mode }) => (mode & 0o077) !== 0).map(({ name, mode }) => `${name} ${mode.toString(8)}`)
}

async function refusedCredentials(stack: TestStack): Promise<void> {
  const { clients } = stack
  const failNext = [{ operation: 'upload', times: 100_000, status: 401, effect: 'none' }]
  await clients.control('POST', 'faults', { failNext })
  // All of them wait for the workers, so that batches are full.
  await stack.pause()
  await Promise.all(KEYS.map((key) => stack.put(key)))
  await stack.resume()
  const isUntried = (line: string) => line.includes('"result":"retry"') && line.includes('refused/')
  const untried = () => stack.log().filter(isUntried)
  await eventually('each change to be tried again later', () => {
    for (const key of KEYS) expect(untried().join('\n')).to.contain(`"key":"${key}"`)
  })
  const critical = await eventually('a critical line', () => {
    const lines = stack.log().filter((line) => line.includes('"level":"CRITICAL"'))
    expect(lines).not.to.deep.equal([])
    return lines
  })
  await stack.pause()
  for (const line of critical)
    expect(line).to.contain('nothing can be mirrored: Cloudinary refuses the account, since ')
  const ids = requestIdsOf(critical)
  expect([...new Set(ids)]).to.deep.equal(ids)
  expect(requestIdsOf(untried())).to.include.members(ids)
  // The rest of them is not tried at all.
  expect(critical.length).to.be.lessThan(KEYS.length / 2)
  await eventually('a line for people', () => {
    expect(stack.process.output.join('\n')).to.contain('nothing can be mirrored: Cloudinary refuses the account')
  })
  expect((await clients.depths()).deadLetters).to.equal(0)
  await clients.control('DELETE', 'faults')
  // They would come back after half a minute.
  await stack.forgetMessages()
  await stack.resume()
  // Nothing of it is left.
  await eventually('an end of the trouble', async () => expect(await tend(stack)).to.deep.equal({ isPaused: false }))
}

/** By which invocations these lines were printed, in order. */
function requestIdsOf(lines: readonly string[]): string[] {
  return lines.map((line) => /"function_request_id":"[^"]+"/.exec(line)?.[0] ?? 'none').sort()
}

async function failInManyWays(stack: TestStack): Promise<void> {
  const { clients } = stack
  await stack.put('presigned + odd.jpg')
  await stack.put('presigned + bad.jpg', Buffer.from('no picture'))
  await stack.quiet(1)
  expect(await clients.asset('presigned ＋ odd')).not.to.equal(undefined)
  const loading = `Error in loading https://studio.s3.amazonaws.com/a.jpg?X-Amz-Date=1&${SIGNATURE} - 403 Forbidden`
  for (const [index, message] of [loading, `Invalid image file ${loading}`].entries()) {
    const failNext = [{ operation: 'upload', times: 1, status: 400, message, effect: 'none' }]
    await clients.control('POST', 'faults', { failNext })
    await stack.put(`failing ${index}.jpg`)
    await eventually(`the failure of failing ${index}.jpg`, () =>
      expect(stack.log().join('\n')).to.contain(`failing ${index}.jpg: `),
    )
  }
  await login(stack, 'wrong')
  // Nobody has this name, and who has it exchanged with the password shows that.
  await login(stack, SECRETS.FTP_PASSWORD, 'stranger')
  await login(stack, 'stranger', SECRETS.FTP_PASSWORD)
  await eventually('the logins in the log', () => expect(stack.log().join('\n')).to.contain('login: unknown-user'))
  await stack.quiet(2)
}

async function login({ clients }: TestStack, password: string, user = clients.description.ftp.user): Promise<void> {
  const client = new Client()
  const { host, port } = clients.description.ftp
  await client.access({ host, port, user, password }).catch(() => undefined)
  client.close()
}

/** As they are, and still there afterwards. */
async function deadLettersOf({ clients }: TestStack): Promise<string> {
  const { dlqUrl: QueueUrl } = clients.description
  const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'], VisibilityTimeout: 0 }
  const { Messages } = await clients.sqs.send(new ReceiveMessageCommand(input))
  return JSON.stringify(Messages)
}

async function pagesOf({ clients }: TestStack): Promise<Record<string, string>> {
  const paths = ['/', '/app.js', '/api/stage', '/api/letters', '/api/files', '/api/guard', '/api/faults']
  const pages = await Promise.all(
    paths.map(async (path) => [path, await (await askConsole(clients.description, path)).text()] as const),
  )
  return Object.fromEntries([...pages, ['live', await toldByConsole(clients.description, 'live')]])
}
