import { expect } from 'chai'
import { composeLedger } from '../../shared/composition/ledger.ts'
import type { GuardLimits, GuardState } from '../../shared/guard/admission.ts'
import type { DeletionGuard } from '../../shared/guard/guard.ts'
import type { RowStore } from '../../shared/ports/rows.ts'
import { Table } from '../simulation/services/table.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryRows } from '../support/memory-rows.ts'
import { Moments } from '../support/moments.ts'

const WINDOW_MS = 60_000
const limits = { deletionsMax: 50, windowMs: WINDOW_MS }
const MANY = 200
const START_MS = fakeClock().nowMs()

function setUp() {
  const table = new Table()
  const moments = new Moments()
  const clock = fakeClock()
  const rows = memoryRows(table, moments)
  /** The guard of one who reaches the table by these rows. */
  const guardOn = (reached: RowStore, own: GuardLimits = limits) => composeLedger(reached, 'studio', clock).guard(own)
  /** What others do, whom no moment of a test strikes. */
  const others = composeLedger(memoryRows(table), 'studio', clock)
  return { table, moments, clock, rows, guardOn, guard: guardOn(rows), others, theirs: others.guard(limits) }
}

/** How many of so many that ask at the same time are let through. */
async function askAtOnce(guard: DeletionGuard, many: number): Promise<number> {
  const answers = await Promise.all(Array.from({ length: many }, () => guard.admit()))
  return answers.filter((isAdmitted) => isAdmitted).length
}

/** Rows whose amendments land twice: the SDK tries again where an answer was lost. Others may come in between. */
function amendedTwice(rows: RowStore, between: () => Promise<unknown> = async () => undefined): RowStore {
  return {
    ...rows,
    async amend(amendment) {
      await rows.amend(amendment)
      await between()
      return rows.amend(amendment)
    },
  }
}

describe('the guard, asked by many at once,', () => {
  it('lets exactly as many through as its limit, counts them all, and trips once', async () => {
    const { rows, guardOn } = setUp()
    const written: unknown[] = []
    const noted: RowStore = {
      ...rows,
      async write(row, expected) {
        const isDone = await rows.write(row, expected)
        if (isDone) written.push(row.body)
        return isDone
      },
    }
    const guard = guardOn(noted)
    expect(await askAtOnce(guard, MANY)).to.equal(50)
    const begun = { schema: 1, sinceMs: START_MS, count: 1 }
    expect(written).to.deep.equal([begun, { ...begun, count: 50, trippedMs: START_MS }])
    expect(await askAtOnce(guard, MANY)).to.equal(0)
    expect(written).to.have.length(2)
  })

  it('does so where it has counted nothing yet, and where a new window begins', async () => {
    const { guard, clock } = setUp()
    expect(await askAtOnce(guard, 40)).to.equal(40)
    clock.advance(WINDOW_MS)
    expect(await askAtOnce(guard, 40)).to.equal(40)
    expect(await guard.state()).to.deep.equal({ sinceMs: clock.nowMs(), count: 40 })
  })

  it('takes note of what is mirrored all the same, and no count gets lost', async () => {
    const { guard, theirs, moments, rows, clock } = setUp()
    await guard.admit()
    // Someone is faster whatever is tried, and more often than anybody tries.
    for (const call of ['rows.write', 'rows.amend'] as const)
      for (let times = 0; times < 30; times++) moments.before(call, () => theirs.admit())
    await composeLedger(rows, 'studio', clock).noteMirrored(700)
    expect(await theirs.state()).to.deep.equal({ sinceMs: START_MS, count: 2, mirrored: 700 })
  })
})

describe('the guard, where someone else is faster,', () => {
  const cases: Readonly<Record<string, [(world: ReturnType<typeof setUp>) => unknown, boolean, Partial<GuardState>]>> =
    {
      'counts on where only others were counted': [({ theirs }) => askAtOnce(theirs, 5), true, { count: 7 }],
      'counts the last one': [({ theirs }) => askAtOnce(theirs, 48), true, { count: 50 }],
      'trips where they have reached the limit': [({ theirs }) => askAtOnce(theirs, 49), false, { count: 50 }],
      'lets nothing through where it has tripped': [
        ({ theirs }) => askAtOnce(theirs, 60),
        false,
        { count: 50, trippedMs: START_MS },
      ],
      'counts in the new window, which has begun': [
        async ({ theirs, clock }) => {
          clock.advance(WINDOW_MS)
          await theirs.admit()
        },
        true,
        { count: 2, sinceMs: START_MS + WINDOW_MS },
      ],
      'counts from zero where an operator has released it': [
        ({ theirs, clock }) => {
          clock.advance(1)
          return theirs.reopen()
        },
        true,
        { count: 1, sinceMs: START_MS + 1 },
      ],
      'counts on where more is mirrored': [
        ({ others }) => others.noteMirrored(9000),
        true,
        { count: 2, mirrored: 9000 },
      ],
    }
  for (const [name, [action, isAdmitted, state]] of Object.entries(cases))
    it(name, async () => {
      const world = setUp()
      await world.guard.admit()
      world.moments.before('rows.amend', () => action(world))
      expect(await world.guard.admit()).to.equal(isAdmitted)
      expect(await world.guard.state()).to.include(state)
    })

  it('sets the limit by what is mirrored now, though less was when it looked', async () => {
    const { rows, guardOn, moments, others } = setUp()
    const share = { ...limits, deletionsMax: 1, mirroredShare: 0.1 }
    const guard = guardOn(rows, share)
    await others.noteMirrored(30)
    await guard.admit()
    await guard.admit()
    moments.before('rows.amend', () => others.noteMirrored(20))
    expect(await guard.admit()).to.equal(false)
  })

  for (const [name, change, state] of [
    ['releases it', (guard: DeletionGuard) => guard.reopen(), { count: 0 }],
    ['begins a window', (guard: DeletionGuard) => guard.admit(), { count: 1 }],
  ] as const)
    it(`keeps one who ${name} from writing over what was counted meanwhile`, async () => {
      const { guard, theirs, moments, clock, rows, table } = setUp()
      await guard.admit()
      const [before] = table.rows.values()
      clock.advance(WINDOW_MS)
      moments.before('rows.write', async () => {
        // Their clock is behind: to them the window is not over.
        clock.advance(-WINDOW_MS)
        await theirs.admit()
        clock.advance(WINDOW_MS)
        const [now] = table.rows.values()
        expect(now?.revision).to.not.equal(before?.revision)
        expect(before && (await rows.write({ ...before, revision: 'late' }, before.revision))).to.equal(false)
      })
      await change(guard)
      expect(await guard.state()).to.deep.equal({ sinceMs: clock.nowMs(), ...state })
    })
})

describe('the guard, where the answer of the table is lost,', () => {
  it('counts a deletion once where nobody else was there in between, even the last one', async () => {
    const { guard, rows, guardOn } = setUp()
    const retrying = guardOn(amendedTwice(rows), { ...limits, deletionsMax: 3 })
    await guard.admit()
    expect([await retrying.admit(), await retrying.admit(), await retrying.admit()]).to.deep.equal([true, true, false])
    expect((await guard.state()).count).to.equal(3)
  })

  it('counts it once more where someone was, and lets no more through for that', async () => {
    const { guard, theirs, rows, guardOn } = setUp()
    const retrying = guardOn(amendedTwice(rows, () => theirs.admit()))
    await guard.admit()
    expect(await retrying.admit()).to.equal(true)
    expect((await guard.state()).count).to.equal(4)
  })

  it('withholds it where the others have reached the limit in between', async () => {
    const { guard, theirs, rows, guardOn } = setUp()
    const retrying = guardOn(amendedTwice(rows, () => askAtOnce(theirs, 48)))
    await guard.admit()
    expect(await retrying.admit()).to.equal(false)
    expect(await guard.state()).to.include({ count: 50, trippedMs: START_MS })
  })
})
