import { expect } from 'chai'
import { redriveLetters, tellRedriven } from '../../../operate/dlq/redrive-some.ts'
import { selector } from '../../../operate/dlq/selection.ts'
import { emptyEntry } from '../../../shared/model/entry.ts'
import { BUCKET, FakeQueue, type Fault, letter } from './fake-queue.ts'

const keys = Array.from({ length: 30 }, (_, index) => `${index % 2 === 0 ? 'a' : 'b'}/${index}.jpg`)

function ids(prefix: string) {
  return keys.filter((key) => key.startsWith(prefix)).map((key) => `id of ${key}`)
}

const ledger = { read: async (key: string) => ({ entry: emptyEntry(key), revision: undefined }) }

function redrive(queue: FakeQueue, change: { perSecond?: number; sleep?: (ms: number) => Promise<void> } = {}) {
  const { signal } = new AbortController()
  return redriveLetters({
    walk: { queue, signal, nowMs: () => queue.nowMs, onProgress: () => undefined },
    knowledge: { bucket: BUCKET, ledger },
    isMeant: selector({ key: 'a/*', reason: undefined }),
    perSecond: change.perSecond,
    sleep: change.sleep ?? (async () => undefined),
  })
}

/** How many calls it makes without faults. */
async function countCalls(): Promise<number> {
  const queue = new FakeQueue(keys.map((key) => letter(key)))
  await redrive(queue)
  return queue.calls.length
}

describe('redriving some of the dead letters', () => {
  it('says whether SQS or Ctrl-C has kept messages back', () => {
    const walked = { seen: 30, depth: 30, isWhole: true, isInterrupted: false, stillHidden: 0, hiddenSeconds: 60 }
    const redriven = { meant: 15, sent: 4, removed: 4, walked }
    expect(tellRedriven(redriven)).to.equal('Redrove 4 messages; 26 stay.\nSQS did not take 11 messages; try again.')
    const interrupted = tellRedriven({ ...redriven, walked: { ...walked, isWhole: false, isInterrupted: true } })
    expect(interrupted).to.contain('\nInterrupted before 11 messages that match;').and.not.to.contain('SQS')
  })

  it('moves those that are meant, as they are, and leaves the others visible', async () => {
    const queue = new FakeQueue(keys.map((key) => letter(key)))
    const { walked, ...counts } = await redrive(queue)
    expect({ ...counts, stillHidden: walked.stillHidden }).to.deep.equal({
      meant: 15,
      sent: 15,
      removed: 15,
      stillHidden: 0,
    })
    expect(queue.sent.map(({ id }) => id).sort()).to.deep.equal(ids('a').sort())
    expect(queue.sent[0]).to.deep.equal(letter('a/0.jpg'))
    expect(queue.ids).to.deep.equal(ids('b').sort())
    expect(queue.hiddenIds).to.deep.equal([])
  })

  it('does not redrive again what is refused again meanwhile', async () => {
    const queue = new FakeQueue(keys.map((key) => letter(key)))
    let returned = 0
    queue.meanwhile = () => {
      for (const one of queue.sent.slice(returned)) {
        queue.nowMs += 1
        queue.add({ ...one, id: `again ${one.id}`, sentMs: queue.nowMs })
      }
      returned = queue.sent.length
    }
    await redrive(queue)
    expect(queue.sent).to.have.length(15)
  })

  it('keeps to the rate', async () => {
    const queue = new FakeQueue(keys.map((key) => letter(key)))
    let sleptMs = 0
    const sleep = async (ms: number) => {
      sleptMs += ms
    }
    await redrive(queue, { perSecond: 3, sleep })
    expect(sleptMs).to.equal(5000)
    expect(queue.calls.filter((call) => call === 'resend')).to.have.length(5)
  })

  it('loses nothing, whichever call fails, and whatever dies of it', async () => {
    const calls = await countCalls()
    expect(calls).to.be.above(6)
    for (let at = 1; at <= calls; at++) {
      for (const when of ['before', 'after'] as const) {
        for (const isDeath of [true, false]) await failAndGoOn({ at, when, isDeath })
      }
    }
  })

  async function failAndGoOn(fault: Fault): Promise<void> {
    const queue = new FakeQueue(keys.map((key) => letter(key)))
    queue.fault = fault
    const story = JSON.stringify(fault)
    await redrive(queue).catch(() => undefined)
    const somewhere = new Set([...queue.ids, ...queue.sent.map(({ id }) => id)])
    expect(somewhere.size, story).to.equal(keys.length)
    // What a receive has taken whose answer got lost nobody knows.
    const isLost = queue.calls[fault.at - 1] === 'receive' && fault.when === 'after'
    if (!fault.isDeath && !isLost && queue.calls[fault.at - 1] !== 'makeVisible')
      expect(queue.hiddenIds, story).to.deep.equal([])
    queue.fault = undefined
    queue.nowMs += 3_600_000
    await redrive(queue)
    expect([...new Set(queue.sent.map(({ id }) => id))].sort(), story).to.deep.equal(ids('a').sort())
    expect(queue.ids, story).to.deep.equal(ids('b').sort())
    expect(queue.hiddenIds, story).to.deep.equal([])
  }
})
