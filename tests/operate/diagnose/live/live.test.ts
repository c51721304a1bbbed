import { expect } from 'chai'
import { type LiveDoors, type LiveResult, testLive } from '../../../../operate/diagnose/live/live.ts'
import { TransientError } from '../../../../shared/model/errors.ts'

const KEY = 'test.png'
const ADDRESS = { resourceType: 'image', type: 'upload', publicId: 'test' } as const
const PATIENCE = { arrivalMs: 10_000, removalMs: 20_000 }

/** A bucket and an account that are mirrored, in a time of their own. */
class World implements LiveDoors {
  readonly #interruption = new AbortController()
  #nowMs = 0
  #changedMs = 0
  object = false
  asset = false
  /** After which time a change is mirrored; never, where it is infinite. */
  arrivalMs = 1000
  goneMs = 3000
  refused: string | undefined
  interruptAtMs = Number.POSITIVE_INFINITY

  get signal(): AbortSignal {
    return this.#interruption.signal
  }

  nowMs(): number {
    return this.#nowMs
  }

  async sleep(ms: number): Promise<void> {
    this.#nowMs += ms
    if (this.#nowMs >= this.interruptAtMs) this.#interruption.abort()
  }

  async put(): Promise<void> {
    this.object = true
    this.#changedMs = this.#nowMs
  }

  async remove(): Promise<string | undefined> {
    this.object = false
    this.#changedMs = this.#nowMs
    return undefined
  }

  async isThere(): Promise<boolean> {
    const passedMs = this.#nowMs - this.#changedMs
    if (this.object && passedMs >= this.arrivalMs && this.refused === undefined) this.asset = true
    if (!this.object && passedMs >= this.goneMs) this.asset = false
    return this.asset
  }

  async destroy(): Promise<void> {
    this.asset = false
  }

  async refusal(): Promise<string | undefined> {
    return this.refused
  }

  async situation(): Promise<string> {
    return 'three changes wait'
  }
}

describe('a live test', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })

  async function run(isKept = false): Promise<LiveResult & { readonly told: readonly string[] }> {
    const told: string[] = []
    const plan = { key: KEY, address: ADDRESS, isKept }
    const result = await testLive(world, plan, PATIENCE, world.signal, ({ step }) => void told.push(step))
    return { ...result, told }
  }

  afterEach('leaves nothing in the world', () => {
    expect({ object: world.object, asset: world.asset }).to.deep.equal({ object: false, asset: false })
  })

  it('tells of each step and its time', async () => {
    const { kind, steps, left, told } = await run()
    expect({ kind, left }).to.deep.equal({ kind: 'passed', left: [] })
    expect(told).to.deep.equal([
      'put test.png',
      'its asset is there, image test',
      'deleted the object',
      'the asset is gone',
    ])
    expect(steps.map(({ ms }) => ms)).to.deep.equal([0, 1750, 0, 3750])
  })

  it('destroys by itself what the rules keep', async () => {
    world.goneMs = Number.POSITIVE_INFINITY
    const { kind, told } = await run(true)
    expect(kind).to.equal('passed')
    expect(told.at(-1)).to.equal('destroyed the asset, which the rules keep')
  })

  it('ends at once where the object is refused, and says why', async () => {
    world.refused = 'cloudinary-400: no'
    const { kind, reason } = await run()
    expect({ kind, reason }).to.deep.equal({ kind: 'failed', reason: 'test.png was refused: cloudinary-400: no' })
    expect(world.nowMs()).to.equal(0)
  })

  it('says after a while that nothing comes, and what is known of it', async () => {
    world.arrivalMs = Number.POSITIVE_INFINITY
    expect((await run()).reason).to.equal('expected an asset of test.png after 10 s, found none; three changes wait')
  })

  it('says after a while that the asset stays, and takes it away', async () => {
    world.goneMs = Number.POSITIVE_INFINITY
    expect((await run()).reason).to.equal('expected no asset of test.png after 20 s, found one; three changes wait')
  })

  for (const [when, atMs] of [
    ['while it waits for the asset', 500],
    ['while it waits until the asset is gone', 3000],
  ] as const) {
    it(`takes both away where it is interrupted ${when}`, async () => {
      world.goneMs = Number.POSITIVE_INFINITY
      world.interruptAtMs = atMs
      const { kind, left } = await run()
      expect({ kind, left }).to.deep.equal({ kind: 'interrupted', left: [] })
    })
  }

  it('takes away what a put without an answer may have put', async () => {
    world.put = async () => {
      world.object = true
      throw new Error('time is out')
    }
    const { kind, reason } = await run()
    expect({ kind, reason }).to.deep.equal({ kind: 'failed', reason: 'time is out' })
  })

  it('looks again where Cloudinary does not answer, and says so in the end', async () => {
    let looks = 0
    const look = world.isThere.bind(world)
    const none = new TransientError('cloudinary-503', 'no answer', { scope: 'cloud', effect: 'none' })
    world.isThere = async () => {
      looks += 1
      if (looks < 4) throw none
      return look()
    }
    expect((await run()).kind).to.equal('passed')
    looks = Number.NEGATIVE_INFINITY
    const { kind, reason, left } = await run()
    expect({ kind, left }).to.deep.equal({ kind: 'failed', left: ['the asset image test: no answer'] })
    expect(reason).to.equal('expected an asset of test.png after 10 s, found no answer; three changes wait')
  })

  it('says what could not be taken away', async () => {
    world.remove = async () => {
      world.object = false
      return 'a version'
    }
    const { kind, left } = await run()
    expect({ kind, left }).to.deep.equal({ kind: 'passed', left: ['a version'] })
    world.remove = async () => {
      throw new Error('denied')
    }
    const denied = await run()
    expect(denied).to.include({ kind: 'failed', reason: 'denied' })
    expect(denied.left).to.deep.equal(['the object test.png: denied'])
    world.object = false
    world.asset = false
  })
})
