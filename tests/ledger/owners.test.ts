import { expect } from 'chai'
import { Owners } from '../../shared/ledger/owners.ts'
import type { AssetAddress } from '../../shared/model/address.ts'
import type { RowStore } from '../../shared/ports/rows.ts'
import { Table } from '../simulation/services/table.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryRows } from '../support/memory-rows.ts'
import { Moments } from '../support/moments.ts'
import { image } from '../support/world.ts'

const address = image('shoot/a')

function setUp() {
  const table = new Table()
  const moments = new Moments()
  const owners = new Owners(memoryRows(table, moments), fakeClock().unique)
  return { table, moments, owners, ownerOf: async (of = address) => (await owners.read(of))?.owner }
}

/** Rows whose reads and writes are noted. */
function counted() {
  const calls: string[] = []
  const rows = memoryRows()
  const noted: RowStore = {
    ...rows,
    read: (id) => {
      calls.push('read')
      return rows.read(id)
    },
    write: (row, expected) => {
      calls.push('write')
      return rows.write(row, expected)
    },
  }
  return { rows: noted, calls }
}

/** The row of an owner that is there. */
async function rowOf(owners: Owners, of: AssetAddress = address) {
  const found = await owners.read(of)
  if (!found) throw new Error('expected an owner, found none')
  return found.row
}

describe('the owner of an address', () => {
  it('is nobody at first, and then the first who acquires it', async () => {
    const { owners, ownerOf } = setUp()
    expect(await owners.read(address)).to.equal(undefined)
    expect(await owners.acquire(address, 'a.jpg')).to.deep.equal({ owned: true })
    expect(await owners.acquire(address, 'a.png')).to.deep.include({ owned: false, by: 'a.jpg' })
    expect(await ownerOf()).to.equal('a.jpg')
  })

  it('is told apart by resource type, delivery type and public ID', async () => {
    const { owners, table } = setUp()
    const others = [{ ...address, resourceType: 'raw' }, { ...address, type: 'private' }, image('shoot/b')] as const
    for (const one of [address, ...others]) {
      expect(await owners.acquire(one, one.publicId + one.type)).to.deep.equal({ owned: true })
    }
    expect(table.rows.size).to.equal(4)
  })

  it('may have a public ID that is longer than a sort key', async () => {
    const { owners, table } = setUp()
    const long = image('é'.repeat(2000))
    await owners.acquire(long, 'long.jpg')
    expect(await owners.find(long, 'long.jpg')).to.deep.include({ sort: 'owner' })
    for (const { partition } of table.rows.values()) expect(partition.length).to.be.lessThan(100)
  })

  it('is found by itself only', async () => {
    const { owners } = setUp()
    await owners.acquire(address, 'a.jpg')
    expect(await owners.find(address, 'a.jpg')).to.deep.equal(await rowOf(owners))
    expect(await owners.find(address, 'a.png')).to.equal(undefined)
    expect(await owners.find(image('other'), 'a.jpg')).to.equal(undefined)
  })

  it('gets a new revision at each acquire, which defeats a take-over that was decided before', async () => {
    const { owners, ownerOf } = setUp()
    await owners.acquire(address, 'a.jpg')
    const seen = await owners.acquire(address, 'a.png')
    if (seen.owned) throw new Error('expected another owner')
    await owners.acquire(address, 'a.jpg')
    expect(await owners.takeOver(address, 'a.png', seen.row)).to.equal(false)
    expect(await ownerOf()).to.equal('a.jpg')
  })

  it('gives way to a take-over of the row as it is', async () => {
    const { owners, ownerOf } = setUp()
    await owners.acquire(address, 'a.jpg')
    expect(await owners.takeOver(address, 'a.png', await rowOf(owners))).to.equal(true)
    expect(await ownerOf()).to.equal('a.png')
    expect(await owners.acquire(address, 'a.jpg')).to.deep.include({ owned: false, by: 'a.png' })
  })

  it('is only one of two that take the same row over', async () => {
    const { owners, ownerOf } = setUp()
    await owners.acquire(address, 'a.jpg')
    const row = await rowOf(owners)
    const taken = [await owners.takeOver(address, 'a.png', row), await owners.takeOver(address, 'a.gif', row)]
    expect(taken).to.deep.equal([true, false])
    expect(await ownerOf()).to.equal('a.png')
  })

  it('is nobody once it has given the address up', async () => {
    const { owners, table } = setUp()
    await owners.acquire(address, 'a.jpg')
    await owners.free(await rowOf(owners))
    expect(table.rows.size).to.equal(0)
    expect(await owners.acquire(address, 'a.png')).to.deep.equal({ owned: true })
  })

  it('keeps an address that it has acquired since it was to be given up', async () => {
    const { owners, ownerOf } = setUp()
    await owners.acquire(address, 'a.jpg')
    const row = await rowOf(owners)
    await owners.acquire(address, 'a.jpg')
    await owners.free(row)
    expect(await ownerOf()).to.equal('a.jpg')
  })

  it('costs a free address one write and no read', async () => {
    const { rows, calls } = counted()
    await new Owners(rows, fakeClock().unique).acquire(address, 'a.jpg')
    expect(calls).to.deep.equal(['write'])
  })

  it('is who wrote it first, also where the answer to that was lost', async () => {
    const { rows, calls } = counted()
    const twice: RowStore = {
      ...rows,
      write: async (row, expected) => {
        await rows.write(row, expected)
        return rows.write(row, expected)
      },
    }
    expect(await new Owners(twice, fakeClock().unique).acquire(address, 'a.jpg')).to.deep.equal({ owned: true })
    expect(calls).to.deep.equal(['write', 'write', 'read'])
  })

  it('is the faster one where two acquire a free address at once', async () => {
    const { owners, moments, ownerOf } = setUp()
    moments.before('rows.write', () => owners.acquire(address, 'a.png'))
    expect(await owners.acquire(address, 'a.jpg')).to.deep.include({ owned: false, by: 'a.png' })
    expect(await ownerOf()).to.equal('a.png')
  })

  it('tries again where its row was given up just before its write', async () => {
    const { owners, moments, ownerOf } = setUp()
    await owners.acquire(address, 'a.jpg')
    moments.before('rows.write', async () => owners.free(await rowOf(owners)))
    expect(await owners.acquire(address, 'a.jpg')).to.deep.equal({ owned: true })
    expect(await ownerOf()).to.equal('a.jpg')
  })
})
