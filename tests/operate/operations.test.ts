import { expect } from 'chai'
import { z } from 'zod'
import { guardRelease, guardShow } from '../../operate/guard/guard.ts'
import { pause, resume } from '../../operate/pause/pause.ts'
import { queue } from '../../operate/queue/queue.ts'
import { status } from '../../operate/status/status.ts'
import { eventually } from '../support/eventually.ts'
import { DELETIONS_MAX, useOperatedStack } from './operated-stack.ts'

const gone = Array.from({ length: 8 }, (_, index) => `gone/${index}.jpg`)
const queueSchema = z.object({
  visible: z.number(),
  inFlight: z.number(),
  deadLetters: z.number(),
  oldestSeconds: z.number().optional(),
  deadOldestSeconds: z.number(),
  arrivalsPerSecond: z.number(),
  drainedPerSecond: z.number(),
  mapping: z.object({ state: z.string(), maximumConcurrency: z.number(), batchSize: z.number() }),
  drain: z.object({ kind: z.string() }),
})
const keySchema = z.object({
  next: z.object({ kind: z.string(), reason: z.string() }),
  deadLetters: z.array(z.object({ code: z.string() })),
})
const guardSchema = z.object({ isTripped: z.boolean(), withheld: z.number(), keys: z.array(z.string()) })
const releaseSchema = z.object({ keys: z.array(z.string()), stillWithheld: z.number(), isOpen: z.boolean() })

describe("an operator's commands on a local stack", () => {
  const stack = useOperatedStack('busy')

  before(async () => {
    await Promise.all([...gone, 'kept/equal.jpg', 'kept/half.jpg.part'].map((key) => stack.put(key)))
    await stack.put('kept/bad.jpg', Buffer.from('no picture'))
    await stack.quiet(1)
  })
  after(() => stack.forgetMessages())

  const guard = async () => guardSchema.parse(JSON.parse((await stack.operator.run(guardShow, { json: true })).text))
  const look = async (key: string) => {
    return keySchema.parse(JSON.parse((await stack.operator.run(status, { key, json: true })).text))
  }

  it('show the queues: numbers, ages, rates and the mapping', async () => {
    // Of this minute, or they would be forgotten on a slow machine.
    await stack.put('kept/equal.jpg')
    await eventually('the numbers of an empty queue', async () => {
      const { text } = await stack.operator.run(queue, { json: true })
      const shown = queueSchema.parse(JSON.parse(text))
      expect(shown).to.deep.include({ visible: 0, inFlight: 0, deadLetters: 1, drain: { kind: 'empty' } })
      expect(shown.mapping).to.deep.equal({ state: 'Enabled', maximumConcurrency: 5, batchSize: 10 })
      expect(shown.arrivalsPerSecond).to.be.above(0)
      expect(shown.drainedPerSecond).to.be.above(0)
    })
    expect((await stack.operator.run(queue)).text).to.match(/^dead letters {3}1, oldest \d+ s$/m)
  })

  it('show that the queue is paused, and why', async () => {
    await stack.operator.run(pause, { reason: 'a move' })
    await eventually('a disabled worker', async () => {
      const { text } = await stack.operator.run(queue)
      expect(text)
        .to.match(/^worker {9}disabled/m)
        .and.to.match(/^trouble {8}nothing is mirrored: paused by an operator: a move, for /)
    })
    await stack.operator.run(resume)
    await eventually('an enabled worker', async () =>
      expect((await stack.operator.run(queue)).text).to.match(/^worker {9}enabled/m),
    )
  })

  it('say how keys are, and what would be done, and change nothing', async () => {
    const { text } = await stack.operator.run(status, { prefix: 'kept/' })
    expect(text).to.match(/^kept\/bad\.jpg +refused +cloudinary-400: /m)
    expect(text).to.match(/^kept\/equal\.jpg +equal +image upload kept\/equal$/m)
    expect(text).to.match(/^kept\/half\.jpg\.part +ignored +a temporary name$/m)
    expect(text).to.match(/\n3 keys: 1 refused, 1 equal, 1 ignored$/)
    expect(await look('kept/equal.jpg')).to.deep.equal({ next: { kind: 'skip', reason: 'equal' }, deadLetters: [] })
    expect(await look('kept/bad.jpg')).to.deep.include({ deadLetters: [{ code: 'cloudinary-400' }] })
    expect((await look('kept/new.jpg')).next).to.include({ reason: 'there is no object, and there is no asset' })
    const { text: equal } = await stack.operator.run(status, { key: 'kept/equal.jpg' })
    expect(equal).to.match(/^plan {11}skip: equal$/m)
    expect(equal).to.match(/^Cloudinary {5}version \d+, \d+ bytes, MD5 [0-9a-f]{32}$/m)
    const { code, text: told } = await stack.operator.run(status, { key: 'kept/bad.jpg' })
    expect({ code, told })
      .to.have.property('told')
      .that.matches(/^plan {11}skip: refused before/m)
    expect(await stack.clients.depths()).to.deep.equal({ queue: 0, deadLetters: 1 })
  })

  it('show what the guard withholds, and let it through when they are told to', async () => {
    for (const key of gone) await stack.delete(key)
    const withheld = gone.length - DELETIONS_MAX
    await eventually('a tripped guard', async () => expect(await guard()).to.include({ isTripped: true, withheld }))
    const { keys } = await guard()
    expect((await look(keys[0] ?? '')).next.kind).to.equal('withhold')
    stack.operator.answer = 'n'
    const refused = await stack.operator.run(guardRelease)
    expect(refused).to.include({ code: 1 }).and.to.have.property('notes').that.contains('Nothing was released')
    expect(await stack.images('gone/')).to.have.length(withheld)
    const [one = '', ...others] = keys
    const some = await stack.operator.run(guardRelease, { key: one, yes: true, json: true })
    expect(releaseSchema.parse(JSON.parse(some.text))).to.deep.equal({
      keys: [one],
      stillWithheld: others.length,
      isOpen: false,
    })
    await stack.quiet(1)
    expect(await stack.images('gone/')).to.have.length(others.length)
    expect(await guard()).to.deep.equal({ isTripped: true, withheld: others.length, keys: others })
    expect((await stack.operator.run(guardRelease, { prefix: 'kept/' })).text).to.contain(
      'No deletion that is withheld',
    )
    stack.operator.answer = 'y'
    const released = await stack.operator.run(guardRelease, { prefix: 'gone/', since: '1h' })
    const done = `Queued ${others.length} deletions. Deletions are let through again.`
    expect(released).to.include({ code: 0, text: done })
    expect(released.notes).to.contain(others[0])
    await stack.quiet(1)
    expect(await stack.images('gone/')).to.deep.equal([])
    expect(await stack.images('kept/')).to.deep.equal(['kept/equal'])
    expect(await guard()).to.deep.equal({ isTripped: false, withheld: 0, keys: [] })
  })

  it('let exactly those through that were listed, whatever arrives while the question stands', async () => {
    const many = Array.from({ length: DELETIONS_MAX + 6 }, (_, index) => `many/${index}.jpg`)
    await Promise.all(many.map((key) => stack.put(key)))
    await stack.quiet(1)
    const early = many.slice(0, DELETIONS_MAX + 1)
    const late = many.slice(DELETIONS_MAX + 1)
    for (const key of early) await stack.delete(key)
    await eventually('a tripped guard', async () => expect(await guard()).to.include({ isTripped: true, withheld: 1 }))
    const { keys: listed } = await guard()
    stack.operator.answer = async () => {
      for (const key of late) await stack.delete(key)
      const withheld = 1 + late.length
      await eventually('later deletions', async () => expect(await guard()).to.include({ withheld }))
      return 'y'
    }
    const { text } = await stack.operator.run(guardRelease, { json: true })
    expect(releaseSchema.parse(JSON.parse(text))).to.deep.equal({
      keys: listed,
      stillWithheld: late.length,
      isOpen: true,
    })
    await stack.quiet(1)
    expect(await stack.images('many/')).to.deep.equal(late.map((key) => key.replace('.jpg', '')))
    expect(await guard()).to.deep.equal({ isTripped: false, withheld: late.length, keys: late })
    expect((await stack.operator.run(guardShow)).text)
      .to.contain(late[0])
      .and.to.contain('lets deletions through')
    await stack.operator.run(guardRelease, { yes: true })
    await stack.quiet(1)
    expect(await stack.images('many/')).to.deep.equal([])
  })

  it('say that there is no more than was asked for, and nothing to release', async () => {
    const listed = await stack.operator.run(status, { prefix: 'kept/', limit: '1' })
    expect(listed).to.include({ code: 0 }).and.to.have.property('notes').that.contains('There are more than 1')
    const released = await stack.operator.run(guardRelease, { yes: true })
    expect(released).to.include({ code: 0, text: 'Nothing is withheld.' })
    expect((await stack.operator.run(guardShow)).text).to.contain('lets deletions through')
    expect((await stack.operator.run(queue)).text).to.match(/^queue {10}0 waiting/m)
  })

  it('write to pipes without escapes, and end watching at Ctrl-C with code 0', async () => {
    const wrong = await stack.operator.sls(['status', '--key', 'a', '--prefix', 'b'])
    expect(wrong.code).to.equal(1)
    expect(wrong.text + wrong.notes).to.contain('expected --key or --prefix, found both')
    const isTwice = (text: string) => text.split('\n').length > 2
    const watched = await stack.operator.sls(['queue', '--watch', '--interval', '1'], {
      interruptWhen: isTwice,
    })
    expect(watched.text).to.match(/^(\d{4}-\d\d-\d\dT\S+ 0 waiting, .*, enabled.*\n){2,}$/)
    expect(watched.code, watched.notes).to.equal(0)
    expect(watched.text).not.to.contain('\u001b')
  })
})
