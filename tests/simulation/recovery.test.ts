import { expect } from 'chai'
import { listWithheld } from '../../shared/guard/withheld.ts'
import { Invocation } from './invocation.ts'
import { write } from './notifier.ts'
import { play, rest } from './play.ts'
import { simulatedPorts } from './ports.ts'
import { put, remove, type Scenario } from './scenarios/scenario.ts'
import type { World } from './world.ts'

const keys = ['a.jpg', 'b.jpg', 'c.jpg']
const mirrored: Scenario = {
  name: 'a bucket that keeps versions',
  versioning: 'on',
  first: Object.fromEntries(keys.map((key) => [key, `content of ${key}`])),
  steps: [],
  identities: {},
  mutationsMax: 3,
}
const contents = new Map(keys.map((key) => [key.replace('.jpg', ''), `content of ${key}`]))

/** The content of each asset, by its public ID. */
const assets = ({ media }: World) =>
  new Map([...media.assets.values()].map(({ address, bytes }) => [address.publicId, bytes.name]))

const assetIds = ({ media }: World) =>
  new Map([...media.assets.values()].map(({ address, assetId }) => [address.publicId, assetId]))
/** Removes the newest version of each key: a delete marker, or what has been written over the version before. */
async function undo(world: World, lambda: Parameters<typeof rest>[1]): Promise<void> {
  for (const key of keys) write(world, { kind: 'delete-version', key, index: -1 })
  await rest(world, lambda)
}

describe('undoing by versions', () => {
  it('a mass delete that the guard has withheld leaves the very assets that there were', async () => {
    const steps = keys.map((key) => [0, remove(key)] as const)
    const { world, lambda, before } = await play(
      { ...mirrored, steps },
      {
        prepare: (prepared) => {
          prepared.deletionsMax = 0
        },
      },
    )
    const { ledger } = simulatedPorts(world, new Invocation(world, 'operator', 0))
    expect((await listWithheld(ledger)).deletions).to.have.length(keys.length)
    await undo(world, lambda)
    expect(assetIds(world)).to.deep.equal(before)
    expect(await listWithheld(ledger)).to.deep.equal({ deletions: [], waiting: [], unreadable: [] })
  })

  it('a mass delete that went through makes the assets again', async () => {
    const { world, lambda } = await play({ ...mirrored, steps: keys.map((key) => [0, remove(key)] as const) })
    expect(assets(world).size).to.equal(0)
    await undo(world, lambda)
    expect(assets(world)).to.deep.equal(contents)
  })

  it('a mass overwrite gives the very assets their content back', async () => {
    const steps = keys.map((key) => [0, put(key, `other content of ${key}`)] as const)
    const { world, lambda, before } = await play({ ...mirrored, steps })
    expect(assets(world).get('a')).to.equal('other content of a.jpg')
    await undo(world, lambda)
    expect(assets(world)).to.deep.equal(contents)
    expect(assetIds(world)).to.deep.equal(before)
  })
})
