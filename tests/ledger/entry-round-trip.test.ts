import { expect } from 'chai'
import fc from 'fast-check'
import { parseEntry, serializeEntry } from '../../shared/ledger/entry-schema.ts'
import { Ledger } from '../../shared/ledger/ledger.ts'
import { type Entry, emptyEntry, isForgettable } from '../../shared/model/entry.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryRows } from '../support/memory-rows.ts'
import { anEntry } from './arbitrary-entry.ts'

describe('whatever an entry says', () => {
  it('is the same after it was written and read', () => {
    fc.assert(
      fc.property(anEntry, (entry: Entry) => {
        // What the table gives back is plain data.
        const body = JSON.parse(JSON.stringify(serializeEntry(entry)))
        expect(parseEntry(body)).to.deep.equal(entry)
      }),
    )
  })

  it('is in the ledger once it is saved, unless there is nothing to remember', async () => {
    await fc.assert(
      fc.asyncProperty(anEntry, async (entry: Entry) => {
        const ledger = new Ledger(memoryRows(), 'studio', fakeClock().unique)
        await ledger.save(await ledger.read(entry.key), entry)
        const expected = isForgettable(entry) ? emptyEntry(entry.key) : entry
        expect((await ledger.read(entry.key)).entry).to.deep.equal(expected)
      }),
    )
  })
})
