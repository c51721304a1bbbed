import { expect } from 'chai'
import { attemptDeadlineMs } from '../../shared/claim/dependencies.ts'
import { emptyEntry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { ATTEMPT_MS, INVOCATION_MS, image, MemoryWorld } from '../support/world.ts'

const key = 'a.jpg'
const address = image('a')
const failures = { count: 1, code: 'defect', reason: 'r' } as const

describe('announcing a request', () => {
  it('writes the lease and the attempt in one write', async () => {
    const world = new MemoryWorld()
    let entry = await world.entry(key)
    world.moments.after('rows.write', async () => {
      entry = await world.entry(key)
    })
    await (await world.claim(key)).announce('upload', address)
    const endMs = world.clock.nowMs() + INVOCATION_MS
    const { token = '' } = entry.lease ?? {}
    expect(entry).to.deep.equal({
      ...emptyEntry(key),
      lease: { token, untilMs: endMs },
      attempt: { token, operation: 'upload', address, deadlineMs: endMs + ATTEMPT_MS },
    })
  })

  it('gives each a token of its own', async () => {
    const world = new MemoryWorld()
    const claim = await world.claim(key)
    await claim.announce('upload', address)
    const first = (await world.entry(key)).attempt?.token
    await claim.announce('upload', address)
    const second = (await world.entry(key)).attempt?.token
    expect([first, second]).to.deep.equal([claim.token, `${claim.token}/1`])
  })

  it('counts the deadline from the end of the invocation, as often as there is to be patience', async () => {
    const world = new MemoryWorld()
    const dependencies = world.dependencies()
    const claim = await world.claim(key, dependencies)
    world.clock.advance(5000)
    await claim.announce('upload', address, 4)
    const { attempt, lease } = await world.entry(key)
    expect(attempt?.deadlineMs).to.equal(dependencies.deadlineMs + 4 * ATTEMPT_MS)
    expect(attempt?.deadlineMs).to.equal(attemptDeadlineMs(dependencies, 4))
    expect(lease?.untilMs).to.equal(dependencies.deadlineMs)
  })

  it('keeps all else that the draft says', async () => {
    const world = new MemoryWorld()
    await world.record({ ...emptyEntry(key), failures })
    const claim = await world.claim(key)
    claim.entry = { ...claim.entry, orphans: [image('b')] }
    await claim.announce('destroy', image('b'))
    expect(await world.entry(key)).to.deep.include({ failures, orphans: [image('b')] })
  })

  it('fails where another worker has claimed the key since, and leaves its lease alone', async () => {
    const world = new MemoryWorld()
    const late = await world.claim(key)
    await (await world.claim(key)).announce('upload', address)
    const theirs = await world.entry(key)
    const thrown = await late.announce('upload', address).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(TransientError).and.to.include({ code: 'superseded', kind: 'waiting' })
    expect(await world.entry(key)).to.deep.equal(theirs)
  })
})
