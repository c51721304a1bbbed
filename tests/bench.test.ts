import { expect } from 'chai'
import { countOf } from '../bench/arguments.ts'
import { ratioOf, sampleOf, tableOf } from '../bench/report.ts'
import { netChangesOf } from '../bench/world/judge.ts'
import { atOnce, perNamedSecond, perSecond } from '../bench/world/limits.ts'
import { priced, times, type Usage } from '../bench/world/pricing.ts'
import { IndexedTable, unitsOf } from '../bench/world/table.ts'
import { virtualTime } from '../bench/world/time.ts'
import { nameOf } from './simulation/services/table.ts'

const NOTHING: Usage = {
  s3Requests: 0,
  sqsRequests: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  readUnits: 0,
  writeUnits: 0,
  logGigabytes: 0,
}

describe('a measurement', () => {
  it('tells the middle of what was measured, and its ratio to the middle of what it is held against', () => {
    const value = sampleOf([3, 1, 20])
    expect(value).to.deep.equal({ min: 1, median: 3, max: 20 })
    expect(ratioOf({ what: '', unit: '', value, baseline: { what: '', value: sampleOf([6]) } })).to.equal(0.5)
  })

  it('is a table with what a value is held against below it', () => {
    const baseline = { what: 'the limit alone', value: sampleOf([5000]) }
    const rows = [
      { what: 'objects', value: sampleOf([5985, 7000, 6000]), unit: 'ms', baseline, most: 1.1 },
      { what: '  failed', value: sampleOf([0]), unit: '', most: 0 },
    ]
    expect(tableOf(rows)).to.deep.equal([
      '                              median   min .. max    must be',
      'objects                       6000 ms  5985 .. 7000',
      '  / the limit alone, 5000 ms  1.20                   <= 1.1: missed',
      '  failed                      0.00                   <= 0',
    ])
  })

  it('is made as often as it is told, and not of what is no number', () => {
    expect([countOf(undefined, 7), countOf('30', 7)]).to.deep.equal([7, 30])
    for (const text of ['quick', '0', '-1', '1.5', ''])
      expect(() => countOf(text, 7), text).to.throw(`expected a whole number from 1, such as 7, found "${text}"`)
  })

  it('prices what was used', () => {
    const { parts, dollars } = priced({ ...NOTHING, writeUnits: 2e6, invocations: 5e6, logGigabytes: 0.5 })
    expect(parts).to.deep.include({ s3Requests: 0, writeUnits: 1.25, invocations: 1, logGigabytes: 0.25 })
    expect(dollars).to.equal(2.5)
    expect(times({ ...NOTHING, readUnits: 3 }, 2).readUnits).to.equal(6)
  })

  it('counts the states of a key that lasted', () => {
    const states = [
      { atMs: 0, content: 'a' },
      { atMs: 50, content: 'b' },
      { atMs: 1000, content: undefined },
      { atMs: 3000, content: 'b' },
      { atMs: 9000, content: undefined },
    ]
    // The first was over too soon, and the disappearance between was none.
    expect(netChangesOf(states, 100, 10_000)).to.equal(2)
    expect(netChangesOf(states, 10, 1000)).to.equal(5)
  })

  it('counts units of 1 kB for a write, and those of indexes that a write changes', () => {
    const table = new IndexedTable()
    const id = { partition: 'studio', sort: 'a.jpg' }
    const write = (revision: string, expected: string | undefined, more: object = {}, body = {}) =>
      table.apply(0, { kind: 'write', row: { ...id, revision, body, ...more }, expected }).response.done
    expect(write('1', undefined, { content: 'x' })).to.equal(true)
    expect(table.units).to.deep.equal({ reads: 0, writes: 1, indexWrites: 1 })
    expect(write('2', '1', { content: 'x' })).to.equal(true)
    expect(write('3', '2', { content: 'y' }, { text: 'z'.repeat(1500) })).to.equal(true)
    expect(table.units).to.deep.equal({ reads: 0, writes: 4, indexWrites: 3 })
    expect(write('4', '2')).to.equal(false)
    expect(table.find({ index: 'content', value: 'x', most: 5 })).to.deep.equal([])
    expect(table.find({ index: 'content', value: 'y', most: 5 })).to.have.length(1)
    const amend = (revision: string) =>
      table.apply(0, { kind: 'amend', amendment: { ...id, revision, set: { size: 1 } } })
    expect([amend('4'), amend('4')].map(({ response }) => response.done)).to.deep.equal([true, false])
    expect(table.units).to.deep.equal({ reads: 1, writes: 10, indexWrites: 3 })
    expect(table.rows.get(nameOf(id))?.body).to.include({ size: 1 })
    expect(unitsOf(undefined, 4096)).to.equal(1)
  })

  it('refuses what is above a limit, and no more', async () => {
    const time = virtualTime()
    const admit = perSecond(time, 2)
    admit()
    admit()
    expect(admit).to.throw('Rate Limit')
    await time.until(time.sleep(1000))
    admit()
    const inTime = perNamedSecond(time, 1)
    inTime()
    expect(inTime)
      .to.throw('Rate Limit')
      .with.property('notBeforeMs', Math.floor(time.nowMs() / 1000) * 1000 + 1000)
    await time.until(time.sleep(1000))
    inTime()
    const enter = atOnce(1)
    const leave = enter()
    expect(enter).to.throw('Rate Limit')
    leave()
    enter()
  })
})
