import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { z } from 'zod'
import { guardRelease, guardShow } from '../../operate/guard/guard.ts'
import { pause, resume } from '../../operate/pause/pause.ts'
import { queue } from '../../operate/queue/queue.ts'
import { status } from '../../operate/status/status.ts'
import { eventually } from '../local/eventually.ts'
import { jpeg } from '../local/pictures.ts'
import { StackClients } from '../local/stack-clients.ts'
import { StackProcess } from '../local/stack-process.ts'
import { Operator } from './operator.ts'

const DELETIONS_MAX = 3
const gone = Array.from({ length: 8 }, (_, index) => `gone/${index}.jpg`)
const queueSchema = z.object({
  visible: z.number(),
  inFlight: z.number(),
  deadLetters: z.number(),
  oldestSeconds: z.number().optional(),
  deadOldestSeconds: z.number(),
  arrivalsPerSecond: z.number(),
  drainedPerSecond: z.number(),
  mapping: z.object({ state: z.string(), maximumConcurrency: z.number() }),
  drain: z.object({ kind: z.string() }),
})
const keySchema = z.object({
  next: z.object({ kind: z.string(), reason: z.string() }),
  deadLetters: z.array(z.object({ code: z.string() })),
})
const guardSchema = z.object({ isTripped: z.boolean(), withheld: z.number(), keys: z.array(z.string()) })

describe("an operator's commands on a local stack", function () {
  this.timeout(60_000)
  const stack = new StackProcess()
  let clients: StackClients
  let operator: Operator

  before(async () => {
    clients = new StackClients(
      await stack.start({ SETTLE_SECONDS: '0', DELETIONS_MAX: String(DELETIONS_MAX) }, ['--memory']),
    )
    operator = await Operator.of(stack.directory)
    await Promise.all([...gone, 'kept/equal.jpg'].map((key) => put(key)))
    await put('kept/bad.jpg', Buffer.from('no picture'))
    await put('kept/half.jpg.part')
    await quiet(1)
  })

  after(async () => {
    operator?.close()
    clients?.close()
    await stack.remove()
  })

  const put = (Key: string, Body = jpeg(Key)) =>
    clients.s3.send(new PutObjectCommand({ Bucket: clients.description.bucket, Key, Body }))
  const quiet = (deadLetters: number) =>
    eventually(async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters }))
  const guard = async () => guardSchema.parse(JSON.parse((await operator.run(guardShow, { json: true })).text))
  const look = async (key: string) => {
    return keySchema.parse(JSON.parse((await operator.run(status, { key, json: true })).text))
  }

  it('show the queues: numbers, ages, rates and the mapping', async () => {
    await eventually(async () => {
      const { text } = await operator.run(queue, { json: true })
      const shown = queueSchema.parse(JSON.parse(text))
      expect(shown).to.deep.include({ visible: 0, inFlight: 0, deadLetters: 1, drain: { kind: 'empty' } })
      expect(shown.mapping).to.deep.equal({ state: 'Enabled', maximumConcurrency: 5 })
      expect(shown.arrivalsPerSecond).to.be.above(0)
      expect(shown.drainedPerSecond).to.be.closeTo(shown.arrivalsPerSecond, 0.5)
    })
    expect((await operator.run(queue)).text).to.match(/^dead letters {3}1, oldest \d+ s$/m)
  })

  it('show that the queue is paused, and why', async () => {
    await operator.run(pause, { reason: 'a move' })
    await eventually(async () => {
      const { text } = await operator.run(queue)
      expect(text)
        .to.match(/^worker {9}disabled/m)
        .and.to.contain('mirroring      paused by an operator: a move')
    })
    await operator.run(resume)
    await eventually(async () => expect((await operator.run(queue)).text).to.match(/^worker {9}enabled/m))
  })

  it('say how keys are, and what would be done, and change nothing', async () => {
    const { text } = await operator.run(status, { prefix: 'kept/' })
    expect(text).to.match(/^kept\/bad\.jpg +refused +cloudinary-400: /m)
    expect(text).to.match(/^kept\/equal\.jpg +equal +image upload kept\/equal$/m)
    expect(text).to.match(/^kept\/half\.jpg\.part +ignored +a temporary name$/m)
    expect(text).to.match(/\n3 keys: 1 refused, 1 equal, 1 ignored$/)
    expect(await look('kept/equal.jpg')).to.deep.equal({ next: { kind: 'skip', reason: 'equal' }, deadLetters: [] })
    expect(await look('kept/bad.jpg')).to.deep.include({ deadLetters: [{ code: 'cloudinary-400' }] })
    expect((await look('kept/new.jpg')).next).to.include({ reason: 'the object is gone, and there is no asset' })
    const { text: equal } = await operator.run(status, { key: 'kept/equal.jpg' })
    expect(equal).to.match(/^Cloudinary {5}version \d+, \d+ bytes, MD5 [0-9a-f]{32}$/m)
    const { code, text: told } = await operator.run(status, { key: 'kept/bad.jpg' })
    expect({ code, told })
      .to.have.property('told')
      .that.matches(/^plan {11}skip: refused before/m)
    expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: 1 })
  })

  it('show what the guard withholds, and let it through when they are told to', async () => {
    for (const Key of gone) {
      await clients.s3.send(new DeleteObjectCommand({ Bucket: clients.description.bucket, Key }))
    }
    const withheld = gone.length - DELETIONS_MAX
    await eventually(async () => expect(await guard()).to.include({ isTripped: true, withheld }))
    const { keys } = await guard()
    expect((await look(keys[0] ?? '')).next.kind).to.equal('withhold')
    operator.answer = 'n'
    const refused = await operator.run(guardRelease)
    expect(refused).to.include({ code: 1 }).and.to.have.property('notes').that.contains('Nothing was released')
    expect(await clients.publicIds()).to.have.length(withheld + 1)
    operator.answer = 'y'
    const released = await operator.run(guardRelease)
    expect(released).to.include({ code: 0, text: `Queued ${withheld} deletions. Deletions are let through again.` })
    expect(released.notes).to.contain(keys[0])
    await eventually(async () => expect(await clients.publicIds()).to.deep.equal(['kept/equal']))
    // The last one is recorded after its asset has gone.
    await eventually(async () => expect(await guard()).to.deep.equal({ isTripped: false, withheld: 0, keys: [] }))
  })

  it('write to pipes without escapes, and end watching at Ctrl-C with code 0', async () => {
    const [shown, guarded, released, keyed, listed, wrong] = await Promise.all([
      operator.sls(['queue']),
      operator.sls(['guard', 'show']),
      operator.sls(['guard', 'release', '--yes']),
      operator.sls(['status', '--key', 'kept/equal.jpg']),
      operator.sls(['status', '--prefix', 'kept/', '--limit', '1']),
      operator.sls(['status', '--key', 'a', '--prefix', 'b']),
    ])
    expect(shown.text).to.match(/^queue {10}0 waiting/)
    expect(guarded.text).to.contain('lets deletions through')
    expect(released.text).to.equal('Nothing is withheld.\n')
    expect(keyed.text).to.match(/^plan {11}skip: equal$/m)
    expect(listed.notes).to.contain('There are more than 1')
    expect(wrong.code).to.equal(1)
    expect(wrong.text + wrong.notes).to.contain('expected --key or --prefix, found both')
    const isTwice = (text: string) => text.split('\n').length > 2
    const watched = await operator.sls(['queue', '--watch', '--interval', '1'], {
      interruptWhen: isTwice,
    })
    expect(watched.text).to.match(/^(\d{4}-\d\d-\d\dT\S+ 0 waiting, .*, enabled.*\n){2,}$/)
    for (const said of [shown, guarded, released, keyed, listed, watched]) {
      expect(said.code, said.notes).to.equal(0)
      expect(said.text).not.to.contain('\u001b')
    }
  })
})
