import { PutObjectTaggingCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { jpeg } from '../../local/pictures.ts'
import { eventually } from '../../support/eventually.ts'
import type { DeployedStage } from '../deployed-stage.ts'

const MANY = 200

/** What files become, as they are sent, changed, renamed and deleted. */
export function files(stage: DeployedStage): void {
  it('a file keeps its asset when it is overwritten and renamed, and loses it when it is deleted', () => life(stage))

  it('tags of an object become tags of its asset, found by a sweep where no event tells of them', async () => {
    await stage.put('tagged.jpg')
    await stage.arrived('tagged', jpeg('tagged.jpg'))
    const Tagging = { TagSet: [{ Key: 'Keywords', Value: 'harbour' }] }
    await stage.aws.s3.send(new PutObjectTaggingCommand({ Bucket: stage.bucket, Key: 'tagged.jpg', Tagging }))
    await stage.succeed(['sweep', '--metadata'])
    await eventually('the tag of the asset', async () =>
      expect((await stage.clients.asset('tagged'))?.tags).to.deep.equal(['harbour']),
    )
  })

  it(`${MANY} files at once become ${MANY} assets, each sent once`, async () => {
    await stage.quiet()
    await stage.clients.control('DELETE', 'statistics')
    const keys = Array.from({ length: MANY }, (_, index) => `many/${index}.jpg`)
    await Promise.all(keys.map((key) => stage.put(key)))
    await stage.quiet()
    expect(await stage.images('many/')).to.deep.equal(keys.map((key) => key.replace('.jpg', '')).sort())
    const { operations, concurrentMax } = await stage.statistics()
    expect(operations.upload?.succeeded).to.equal(MANY)
    expect(concurrentMax).to.be.within(2, 10)
  })
}

async function life(stage: DeployedStage): Promise<void> {
  await stage.put('shoot/photo.jpg', jpeg('first'))
  const first = await stage.arrived('shoot/photo', jpeg('first'))
  const bytes = jpeg('second')
  await stage.put('shoot/photo.jpg', bytes)
  const second = await stage.arrived('shoot/photo', bytes)
  expect(second).to.include({ asset_id: first.asset_id, created_at: first.created_at })
  await stage.recorded('shoot/photo.jpg', bytes)
  await stage.clients.control('DELETE', 'statistics')
  await stage.copy('shoot/photo.jpg', 'shoot/renamed.jpg')
  await stage.delete('shoot/photo.jpg')
  const renamed = await stage.arrived('shoot/renamed', bytes)
  await stage.gone('shoot/photo')
  expect(renamed).to.include({ asset_id: first.asset_id, created_at: first.created_at, version: second.version })
  expect(await stage.statistics()).to.include({ bytesFetched: 0, bytesPosted: 0 })
  await stage.delete('shoot/renamed.jpg')
  await stage.gone('shoot/renamed')
}
