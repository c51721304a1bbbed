import { expect } from 'chai'
import { NAMED_MS_MAX, retryThrottled } from '../../shared/adapters/cloudinary/retry-throttled.ts'

/** What the SDK throws where Cloudinary names a time (Unix milliseconds). */
function until(ms: number): object {
  const named = new Date(ms).toISOString().replace('T', ' ').replace(/\..*$/, '')
  return {
    message: `Rate Limit Exceeded. Limit of 500 api operations reached. Try again on ${named} UTC`,
    http_code: 420,
  }
}

/** The next whole second, as no other can be named. */
const nextSecondMs = () => (Math.floor(Date.now() / 1000) + 1) * 1000

/** Sends until it gets through: the first answers are given, and when (Unix milliseconds) each was asked for is noted. */
function refusing(answers: readonly object[]) {
  const left = [...answers]
  const askedMs: number[] = []
  const send = async () => {
    askedMs.push(Date.now())
    const refusal = left.shift()
    if (refusal) throw refusal
    return 'done'
  }
  return { send, askedMs }
}

describe('a request that is throttled', () => {
  it('is sent again when the time has come that was named', async () => {
    // Longer than the pause that would be made without it.
    const namedMs = nextSecondMs() + 1000
    const { send, askedMs } = refusing([until(namedMs)])
    expect(await retryThrottled(60_000, send)).to.equal('done')
    expect(askedMs).to.have.length(2)
    expect(askedMs[1]).to.be.at.least(namedMs)
  })

  it('is sent again where the time that was named has passed', async () => {
    const { send } = refusing([until(nextSecondMs() - 5000)])
    expect(await retryThrottled(60_000, send)).to.equal('done')
  })

  const far: readonly (readonly [string, number, number])[] = [
    ['far away', NAMED_MS_MAX + 2000, 60_000],
    ['beyond half of the time that is left', 1000, 10],
  ]
  for (const [name, aheadMs, timeoutMs] of far) {
    it(`is left to the queue where the time that was named is ${name}`, async () => {
      const namedMs = nextSecondMs() + aheadMs
      const { send, askedMs } = refusing([until(namedMs)])
      const thrown: unknown = await retryThrottled(timeoutMs, send).catch((reason: unknown) => reason)
      expect(thrown).to.include({ code: 'cloudinary-420', notBeforeMs: namedMs, kind: 'throttled' })
      expect(askedMs).to.have.length(1)
    })
  }

  it('is left to the queue after three tries more', async () => {
    const { send, askedMs } = refusing(Array(9).fill({ message: 'Rate Limit Exceeded', http_code: 420 }))
    const thrown: unknown = await retryThrottled(60_000, send).catch((reason: unknown) => reason)
    expect(thrown).to.include({ code: 'cloudinary-420' })
    expect(askedMs).to.have.length(4)
  })
})
