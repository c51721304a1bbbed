import { expect } from 'chai'
import { z } from 'zod'
import { StateRow } from '../../shared/ledger/state-row.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { Table } from '../simulation/services/table.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryRows } from '../support/memory-rows.ts'
import { Moments } from '../support/moments.ts'

const id = { partition: 'counter#studio', sort: 'counter' }
const row = { id, schema: z.object({ count: z.number() }), initial: { count: 0 } }

function setUp() {
  const table = new Table()
  const moments = new Moments()
  const { unique } = fakeClock()
  const rows = memoryRows(table, moments)
  return { table, moments, rows, unique, state: new StateRow(rows, row, unique) }
}

/** Counts, and answers what there was before. */
function increment({ count }: { count: number }) {
  return { state: { count: count + 1 }, answer: count }
}

describe('a row that all workers share', () => {
  it('is what it is to be at first, until something is written', async () => {
    const { state, table } = setUp()
    expect(await state.read()).to.deep.equal({ count: 0 })
    expect(table.rows.size).to.equal(0)
  })

  it('is changed as was decided, and the decision`s answer is told', async () => {
    const { state } = setUp()
    expect([await state.change(increment), await state.change(increment)]).to.deep.equal([0, 1])
    expect(await state.read()).to.deep.equal({ count: 2 })
  })

  it('is not written where nothing changes', async () => {
    const { state, table } = setUp()
    await state.change(increment)
    const [before] = table.rows.values()
    expect(await state.change((same) => ({ state: same, answer: same.count }))).to.equal(1)
    expect([...table.rows.values()]).to.deep.equal([before])
  })

  it('is decided on again where someone else was faster, and no count is lost', async () => {
    const { state, moments } = setUp()
    for (let times = 0; times < 19; times++) moments.before('rows.write', () => state.change(increment))
    expect(await state.change(increment)).to.equal(19)
    expect(await state.read()).to.deep.equal({ count: 20 })
  })

  it('is a reason to wait where someone else is always faster', async () => {
    const { state, rows, unique } = setUp()
    const slow = new StateRow(
      {
        ...rows,
        async write(mine, expected) {
          await state.change(increment)
          return rows.write(mine, expected)
        },
      },
      row,
      unique,
    )
    const thrown = await slow.change(increment).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(TransientError).and.to.include({ code: 'row-busy', kind: 'waiting' })
    expect(await state.read()).to.deep.equal({ count: 20 })
  })

  it('is changed once where the answer to the write was lost', async () => {
    const { state, rows, unique } = setUp()
    const retrying = new StateRow(
      {
        ...rows,
        async write(mine, expected) {
          await rows.write(mine, expected)
          return rows.write(mine, expected)
        },
      },
      row,
      unique,
    )
    expect(await retrying.change(increment)).to.equal(0)
    expect(await state.read()).to.deep.equal({ count: 1 })
  })

  it('is no state where it is damaged', async () => {
    const { state, rows } = setUp()
    await rows.write({ ...id, revision: 'r', body: { count: 'many' } }, undefined)
    const thrown = await state.change(increment).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(z.ZodError)
  })
})
