import { expect } from 'chai'
import { createTable } from '../../local/deployment/table.ts'
import { composeLedger } from '../../shared/composition/ledger.ts'
import type { NumberChange } from '../../shared/ports/rows.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryRows } from '../support/memory-rows.ts'
import { localLedger, Properties } from './local-ledger.ts'

describe('the ledger`s table, where numbers are changed in it,', () => {
  const { client, ways } = localLedger()

  for (const [how, open] of Object.entries(ways)) {
    it(`amends rows by ${how} as the simulated one does, each on condition of what the amendment depends on`, async () => {
      const TableName = `amended-by-${how.replace(' ', '-')}`
      await createTable({ ...Properties, TableName }, { dynamodb: client() })
      for (const rows of [open(TableName), memoryRows()]) {
        const id = { partition: 'guard#studio', sort: 'guard' }
        const amend = (revision: string, change: NumberChange) => rows.amend({ ...id, revision, ...change })
        const found = async () => JSON.parse(JSON.stringify(await rows.read(id)))
        // It makes no row, though there is nothing in the way.
        expect(await amend('r1', { set: { mirrored: 1 }, same: { trippedMs: undefined } })).to.equal(false)
        expect(await rows.read(id)).to.equal(undefined)
        const row = {
          ...id,
          revision: 'r1',
          content: 'c',
          body: { schema: 1, since: 5, count: 2, list: [{ deep: 'ü' }] },
        }
        await rows.write(row, undefined)
        const counted = { add: { count: 1 }, same: { since: 5, tripped: undefined }, below: { count: 3 } }
        expect(await amend('r1', counted)).to.equal(false)
        for (const change of [
          { ...counted, same: { since: 4 } },
          { ...counted, same: { since: undefined } },
          { ...counted, same: { tripped: 5 } },
          { ...counted, below: { count: 2 } },
          { ...counted, below: { unknown: 2 } },
        ])
          expect(await amend('r2', change), JSON.stringify(change)).to.equal(false)
        expect(await found()).to.deep.equal(row)
        expect(await amend('r2', counted)).to.equal(true)
        expect(await amend('r2', { add: { count: 1 } })).to.equal(false)
        expect(await amend('r3', counted)).to.equal(false)
        expect(await found()).to.deep.equal({ ...row, revision: 'r2', body: { ...row.body, count: 3 } })
        expect(await amend('r3', { set: { mirrored: 7 }, add: { count: 2, since: -1 } })).to.equal(true)
        const body = { ...row.body, count: 5, since: 4, mirrored: 7 }
        expect(await found()).to.deep.equal({ ...row, revision: 'r3', body })
        expect(await rows.write({ ...row, revision: 'r4' }, 'r2')).to.equal(false)
      }
    })

    it(`counts by ${how} exactly as many deletions as are let through, of many at once`, async () => {
      const TableName = `guarded-by-${how.replace(' ', '-')}`
      await createTable({ ...Properties, TableName }, { dynamodb: client() })
      const { guard: guardOf } = composeLedger(open(TableName), 'studio', fakeClock())
      const guard = guardOf({ deletionsMax: 20, windowMs: 60_000 })
      const answers = await Promise.all(Array.from({ length: 30 }, () => guard.admit()))
      expect(answers.filter((isAdmitted) => isAdmitted)).to.have.length(20)
      expect(await guard.state()).to.include({ count: 20, trippedMs: fakeClock().nowMs() })
    })
  }
})
