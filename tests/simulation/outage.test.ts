import { expect } from 'chai'
import { Lambda } from './lambda.ts'
import { write } from './notifier.ts'
import { judge } from './oracle.ts'
import { operatorsBreaker } from './reconciler.ts'
import { put } from './scenarios/scenario.ts'
import { World } from './world.ts'

const SECOND_MS = 1000
const HOUR_MS = 3600 * SECOND_MS

/** Clients that write one object after the other, some of them again and again. */
function writeObjects(world: World, of: { count: number; keys: number; everyMs: number }): void {
  for (let index = 0; index < of.count; index++) {
    const key = `${index % of.keys}.jpg`
    world.scheduler.after(index * of.everyMs, () => write(world, put(key, `content ${index}`)))
  }
}

function start(): { world: World; lambda: Lambda } {
  const world = new World({ seed: 1, faultScale: 0, versioning: 'off' })
  return { world, lambda: new Lambda(world, 5) }
}

async function drain({ world, lambda }: ReturnType<typeof start>, withinMs: number): Promise<boolean> {
  return world.scheduler.run(() => world.queue.messages.size === 0 && lambda.isIdle, world.nowMs + withinMs)
}

/** Waits for an operator's call, which takes virtual time. */
async function during<Answer>(world: World, call: Promise<Answer>): Promise<Answer> {
  await world.scheduler.run(() => false, world.nowMs + SECOND_MS)
  return call
}

function differences(world: World): readonly string[] {
  const { divergent, lost, extra } = judge(world)
  return [...divergent, ...lost, ...extra, ...world.violations]
}

/** Tries that met the trouble: what is put off because of it is none. */
const failed = (world: World) =>
  world.remarks.filter(({ text }) => / retry (cloudinary-|s3-|source-unreadable)/.test(text))

const STAGE_TROUBLES: readonly (readonly [string, (world: World, untilMs: number) => void])[] = [
  ['Cloudinary is down', (world, untilMs) => Object.assign(world, { outageUntilMs: untilMs })],
  ['S3 answers 403', (world, untilMs) => Object.assign(world, { forbiddenUntilMs: untilMs })],
  ['Cloudinary may not read the bucket', (world, untilMs) => Object.assign(world, { unreadableUntilMs: untilMs })],
  ['the account is refused', (world, untilMs) => Object.assign(world, { refusedUntilMs: untilMs })],
]

for (const [trouble, begin] of STAGE_TROUBLES) {
  describe(`while ${trouble}`, () => {
    for (const { name, ...of } of [
      { name: 'many keys', count: 2000, keys: 400, everyMs: 5 * SECOND_MS },
      { name: 'two keys', count: 40, keys: 2, everyMs: 600 * SECOND_MS },
    ]) {
      it(`for six hours, nothing of ${name} goes to the dead-letter queue, and all becomes equal after it`, async () => {
        const { world, lambda } = start()
        begin(world, world.nowMs + 6 * HOUR_MS)
        writeObjects(world, of)
        await world.scheduler.run(() => false, world.nowMs + 6 * HOUR_MS)
        expect(failed(world).length).to.be.within(1, 19)
        expect(world.isDelivering).to.equal(false)
        expect(await drain({ world, lambda }, 2 * HOUR_MS)).to.equal(true)
        expect(world.deadLetters.messages.size).to.equal(0)
        expect(differences(world)).to.deep.equal([])
        expect(world.isDelivering).to.equal(true)
      })
    }
  })
}

describe('while Cloudinary does not answer', () => {
  it('for one key only, that key fails and no other waits for it', async () => {
    const { world, lambda } = start()
    world.fate = (of) => (of.startsWith('0') ? 'request-lost' : 'answered')
    writeObjects(world, { count: 400, keys: 40, everyMs: 10 * SECOND_MS })
    await world.scheduler.run(() => false, world.nowMs + HOUR_MS + 400 * 10 * SECOND_MS)
    expect(world.isDelivering).to.equal(true)
    expect(differences(world).filter((text) => !/\b0\.jpg\b/.test(text))).to.deep.equal([])
    await drain({ world, lambda }, 24 * HOUR_MS)
    expect(world.deadLetters.messages.size).to.be.greaterThan(0)
  })
})

describe('while an operator has paused the queue', () => {
  it('nothing is sent, and all becomes equal when it is resumed', async () => {
    const { world, lambda } = start()
    await during(world, operatorsBreaker(world).pause('a migration'))
    writeObjects(world, { count: 50, keys: 50, everyMs: SECOND_MS })
    await world.scheduler.run(() => false, world.nowMs + HOUR_MS)
    expect([world.mutations, world.isDelivering]).to.deep.equal([0, false])
    await during(world, operatorsBreaker(world).resume())
    expect(await drain({ world, lambda }, HOUR_MS)).to.equal(true)
    expect(differences(world)).to.deep.equal([])
    expect(world.mutations).to.equal(50)
  })
})
