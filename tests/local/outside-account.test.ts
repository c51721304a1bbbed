import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { z } from 'zod'
import { diagnose } from '../../operate/diagnose/diagnose.ts'
import { status } from '../../operate/status/status.ts'
import { CHUNK_BYTES } from '../../shared/adapters/cloudinary/bytes.ts'
import { Operator } from '../operate/operator.ts'
import { eventually } from '../support/eventually.ts'
import { BadLine } from './bad-line.ts'
import { sdk } from './cloudinary/sdk.ts'
import { askConsole } from './console-of.ts'
import { jpeg } from './pictures.ts'
import { md5, StackClients } from './stack-clients.ts'
import { StandInProcess } from './stand-in-process.ts'
import { TestStack } from './test-stack.ts'

const stageSchema = z.object({ account: z.object({ cloudName: z.string() }), hasFaults: z.boolean() })

describe('a Cloudinary account outside', () => {
  const standIn = new StandInProcess()
  const stack = new TestStack()
  let line: BadLine
  /** The account as it is, whatever the line to it does. */
  let account: StackClients

  before(async () => {
    const url = await standIn.start()
    line = new BadLine(new URL(url.searchParams.get('upload_prefix') ?? ''))
    const viaLine = new URL(url)
    viaLine.searchParams.set('upload_prefix', await line.start())
    const MIRROR_CONFIG = 'tests/local/rules-background.ts'
    await stack.start({ CLOUDINARY_URL: viaLine.href, SETTLE_SECONDS: '1', MIRROR_CONFIG })
    account = new StackClients({ ...stack.clients.description, cloudinary: { url: url.href, isStandIn: false } })
  })
  after(async () => {
    account?.close()
    await stack.remove()
    await line?.stop()
    await standIn.remove()
  })

  /** Resolves with the asset, once it has these bytes. */
  const arrived = (publicId: string, bytes: Buffer, type: 'image' | 'raw' = 'image') =>
    eventually(`the asset ${publicId}`, async () => {
      const asset = await account.asset(publicId, type)
      expect(asset).to.include({ etag: md5(bytes), bytes: bytes.length })
      if (!asset) throw new Error('there is no asset')
      return asset
    })
  const gone = (publicId: string) =>
    eventually(`no asset ${publicId}`, async () => expect(await account.asset(publicId)).to.equal(undefined))

  it('is said to be mirrored into, by the banner, the console and the status of a key', async () => {
    expect(stack.process.output.join('\n')).to.contain('your account demo: what is sent by FTP is public there')
    const console = stageSchema.parse(await (await askConsole(stack.clients.description, '/api/stage')).json())
    expect([console.account.cloudName, console.hasFaults]).to.deep.equal(['demo', false])
    const operator = await Operator.of(stack.process.directory)
    const { text } = await operator.run(status, { key: 'shoot/a.jpg' })
    expect(text).to.match(/^account +demo$/m)
    operator.close()
  })

  it('gets what is sent by FTP, overwritten, renamed and deleted, as with the stand-in', async () => {
    const [first, second] = [jpeg('first'), jpeg('second')]
    await stack.clients.upload('shoot/a.jpg', first)
    const { asset_id } = await arrived('shoot/a', first)
    await stack.clients.upload('shoot/a.jpg', second)
    expect(await arrived('shoot/a', second)).to.include({ asset_id })
    await stack.recorded('shoot/a.jpg', second)
    const ftp = await stack.clients.ftp()
    await ftp.rename('shoot/a.jpg', 'shoot/b.jpg')
    expect(await arrived('shoot/b', second)).to.include({ asset_id })
    await gone('shoot/a')
    await ftp.remove('shoot/b.jpg')
    ftp.close()
    await gone('shoot/b')
  })

  it('gets large files in chunks, and their end in the background is noticed by looking', async () => {
    const bytes = randomBytes(CHUNK_BYTES + 1000)
    await stack.clients.upload('film.bin', bytes)
    const { context } = await arrived('film.bin', bytes, 'raw')
    expect(line.met.length).to.be.at.least(2)
    // By this its end is noticed; one in the foreground has none.
    expect(context?.custom).to.have.property('source_upload')
    await stack.recorded('film.bin', bytes)
  })

  it('gets all of it over a line that is slow, breaks off and answers errors', async () => {
    line.meet('lost', 'slow', 'answer lost', 'unavailable')
    const files = Array.from({ length: 6 }, (_, index) => [`line/${index}`, jpeg(`line ${index}`)] as const)
    for (const [name, bytes] of files) await stack.clients.upload(`${name}.jpg`, bytes)
    for (const [name, bytes] of files) await arrived(name, bytes)
    expect(line.met).to.include.members(['lost', 'slow', 'answer lost', 'unavailable'])
  })

  it('keeps the assets that others have made', async () => {
    await account.uploadByHand('theirs', jpeg('theirs'))
    await stack.clients.upload('theirs.jpg', jpeg('ours'))
    const letter = await eventually('a dead letter', async () => {
      const [found] = await stack.clients.takeDeadLetters()
      if (!found) throw new Error('there is none')
      return found
    })
    expect(letter).to.include({ code: 'foreign-asset', key: 'theirs.jpg' })
    await arrived('theirs', jpeg('theirs'))
  })

  it('passes the diagnosis', async () => {
    const operator = await Operator.of(stack.process.directory)
    const { code, text } = await operator.run(diagnose)
    operator.close()
    expect(text).to.contain('0 failed')
    expect(code).to.equal(0)
  })

  it('reaches nothing of this machine, and its secret is told to nobody who asks there', async () => {
    const { standIn: upload_prefix } = account
    const options = { cloud_name: 'demo', api_key: 'key', api_secret: 'secret', upload_prefix }
    for (const url of ['s3://any/a.jpg', `${upload_prefix}/a.jpg`]) {
      const refused: unknown = await sdk.uploader.upload(url, options).catch((thrown: unknown) => thrown)
      expect(refused)
        .to.have.property('message')
        .that.matches(/^Error in loading /)
    }
    const worker = new GetFunctionConfigurationCommand({ FunctionName: stack.functionName('worker') })
    const { Environment } = await stack.clients.lambda.send(worker)
    expect(Environment?.Variables).to.include({ OBJECT_TRANSFER: 'stream' }).and.to.not.have.property('CLOUDINARY_URL')
  })

  it('has its own bucket and ledger in the folder', () => {
    const folder = join(stack.process.directory, 'account-demo')
    expect(readdirSync(folder)).to.have.members(['aws', 'dynamodb'])
    expect(existsSync(join(stack.process.directory, 'cloudinary'))).to.equal(false)
  })
})
