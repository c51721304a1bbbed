import { expect } from 'chai'
import type { Letter } from '../../../operate/dlq/dead-letter-queue.ts'
import { walkLetters } from '../../../operate/dlq/walk.ts'
import { FakeQueue, letter } from './fake-queue.ts'

function letters(count: number) {
  return Array.from({ length: count }, (_, index) => letter(`${index}.jpg`))
}

function walkOf(queue: FakeQueue, signal = new AbortController().signal) {
  return { queue, signal, nowMs: () => queue.nowMs, onProgress: () => undefined }
}

describe('a walk through the dead-letter queue', () => {
  for (const count of [0, 1, 10, 11, 95, 250]) {
    it(`shows each of ${count} letters once, and leaves them all visible`, async () => {
      const queue = new FakeQueue(letters(count))
      const seen: Letter[] = []
      const walked = await walkLetters(walkOf(queue), async (shown) => {
        seen.push(...shown)
        return false
      })
      expect(seen.map(({ id }) => id).sort()).to.deep.equal(queue.ids)
      expect(queue.hiddenIds).to.deep.equal([])
      expect(walked).to.include({ seen: count, depth: count, isWhole: true, isInterrupted: false, stillHidden: 0 })
    })
  }

  it('says that it has not seen what someone else is looking at', async () => {
    const queue = new FakeQueue(letters(15))
    await queue.receive(60)
    const walked = await walkLetters(walkOf(queue), async () => false)
    expect(walked).to.include({ seen: 5, depth: 15, isWhole: false })
  })

  it('leaves alone what arrives meanwhile, and ends', async () => {
    const queue = new FakeQueue(letters(5))
    let arrivals = 0
    queue.meanwhile = () => {
      if (arrivals++ < 30) queue.add(letter(`new ${arrivals}`, { sentMs: queue.nowMs + 1 }))
    }
    const seen: string[] = []
    await walkLetters(walkOf(queue), async (shown) => {
      seen.push(...shown.map(({ id }) => id))
      return false
    })
    expect(seen).to.have.length(5)
    expect(queue.ids).to.have.length.above(30)
    expect(queue.hiddenIds).to.deep.equal([])
  })

  it('shows none twice, even where it becomes visible again during the walk', async () => {
    const queue = new FakeQueue(letters(100))
    let receives = 0
    // By then some of the first ones are visible again.
    queue.meanwhile = () => {
      if (++receives === 10) queue.nowMs += 100_000
    }
    const seen: string[] = []
    await walkLetters(walkOf(queue), async (shown) => {
      seen.push(...shown.map(({ id }) => id))
      return false
    })
    expect(seen).to.have.length(new Set(seen).size)
    expect(queue.hiddenIds).to.deep.equal([])
  })

  it('ends where there are enough, and leaves all visible', async () => {
    const queue = new FakeQueue(letters(200))
    const walked = await walkLetters(walkOf(queue), async () => true)
    expect(walked.seen).to.be.below(200)
    expect(queue.hiddenIds).to.deep.equal([])
  })

  it('ends when it is interrupted, and leaves all visible', async () => {
    const queue = new FakeQueue(letters(200))
    const interruption = new AbortController()
    const walked = await walkLetters(walkOf(queue, interruption.signal), async () => {
      interruption.abort()
      return false
    })
    expect(walked).to.include({ isInterrupted: true, isWhole: false, stillHidden: 0 })
    expect(queue.hiddenIds).to.deep.equal([])
  })

  it('leaves all visible where one of its receives fails, and says what has failed', async () => {
    const queue = new FakeQueue(letters(60))
    queue.fault = { at: 3, when: 'before', isDeath: false }
    const thrown: unknown = await walkLetters(walkOf(queue), async () => false).catch((error: unknown) => error)
    expect(thrown).to.be.an('error').with.property('message', 'no answer')
    expect(queue.hiddenIds).to.deep.equal([])
  })

  it('says how many stay hidden, and for how long, where they cannot be made visible', async () => {
    const queue = new FakeQueue(letters(1000))
    queue.makeVisible = () => Promise.reject(new Error('no answer'))
    const walked = await walkLetters(walkOf(queue), async () => false)
    expect(walked).to.include({ seen: 1000, stillHidden: 1000, hiddenSeconds: 80 })
    queue.nowMs += 80_000
    expect(queue.hiddenIds).to.deep.equal([])
  })
})
