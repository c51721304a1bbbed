import { expect } from 'chai'
import { composeLedger } from '../../shared/composition/ledger.ts'
import { emptyEntry } from '../../shared/model/entry.ts'
import { Table } from '../simulation/services/table.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryRows } from '../support/memory-rows.ts'
import { image } from '../support/world.ts'

const limits = { deletionsMax: 0, windowMs: 1000 }

/** What two buckets keep in one table. */
function twoBuckets() {
  const rows = memoryRows(new Table())
  const clock = fakeClock()
  return { studio: composeLedger(rows, 'studio', clock), other: composeLedger(rows, 'other', clock) }
}

describe('the ledger of a bucket', () => {
  it('has entries, a guard, a breaker and cursors of its own in a table of several', async () => {
    const { studio, other } = twoBuckets()
    const failing = { ...emptyEntry('a.jpg'), failures: { count: 1, code: 'defect', reason: 'r' } }
    await studio.ledger.save(await studio.ledger.read('a.jpg'), failing)
    await studio.guard(limits).admit()
    await studio.breaker.pause('a migration')
    await studio.cursor().write({ after: 'a.jpg', mirrored: 1 })
    expect((await other.ledger.list(undefined, 10)).items).to.deep.equal([])
    expect(await other.guard(limits).state()).not.to.have.property('trippedMs')
    expect((await other.breaker.gate()).stop).to.equal(undefined)
    expect(await other.cursor().read()).to.equal(undefined)
    expect((await studio.ledger.list(undefined, 10)).items).to.deep.equal([failing])
    expect(await studio.guard(limits).state()).to.have.property('trippedMs')
    expect((await studio.breaker.gate()).stop).to.deep.include({ code: 'paused' })
    expect(await studio.cursor().read()).to.deep.equal({ after: 'a.jpg', mirrored: 1 })
  })

  it('lists no row but its entries', async () => {
    const { studio } = twoBuckets()
    await studio.guard(limits).admit()
    await studio.breaker.pause('a migration')
    await studio.cursor().write({ after: 'a.jpg', mirrored: 1 })
    await studio.owners.acquire(image('a'), 'a.jpg')
    expect((await studio.ledger.list(undefined, 10)).items).to.deep.equal([])
  })

  it('shares the owners of addresses, since the account is one', async () => {
    const { studio, other } = twoBuckets()
    await studio.owners.acquire(image('a'), 'a.jpg')
    expect(await other.owners.acquire(image('a'), 'a.png')).to.deep.include({ owned: false, by: 'a.jpg' })
  })

  it('has a cursor for each kind of sweep', async () => {
    const { studio } = twoBuckets()
    await studio.cursor('deep').write({ after: 'b.jpg', mirrored: 2 })
    expect(await studio.cursor().read()).to.equal(undefined)
    expect(await studio.cursor('deep').read()).to.deep.equal({ after: 'b.jpg', mirrored: 2 })
    await studio.cursor('deep').write(undefined)
    expect(await studio.cursor('deep').read()).to.equal(undefined)
  })
})
