import { expect } from 'chai'
import { jpeg } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'
import { sdk } from './sdk.ts'
import { access, refusalOf, setFaults, setSettings, upload, useCloudinary } from './support.ts'

describe('the use of the Admin API and of the account', () => {
  const clock = new ManualClock(Date.UTC(2020, 0, 2, 10, 59, 59))
  const cloudinary = useCloudinary({ clock })
  const to = () => access(cloudinary())

  it('is there, and says how many calls are left', async () => {
    const first = await sdk.api.ping(to())
    const second = await sdk.api.ping(to())
    expect(first).to.include({ status: 'ok', rate_limit_allowed: 2000 })
    expect(first.rate_limit_remaining - second.rate_limit_remaining).to.equal(1)
    expect(first.rate_limit_reset_at.toISOString()).to.equal('2020-01-02T11:00:00.000Z')
  })

  it('ends for this hour when a limit was set', async () => {
    await setFaults(cloudinary(), { adminCallsPerHour: 1 })
    expect(await refusalOf(sdk.api.ping(to()))).to.equal(
      '420 Rate Limit Exceeded. Limit of 1 api operations reached. Try again on 2020-01-02 11:00:00 UTC',
    )
    clock.advance(1000)
    expect(await sdk.api.ping(to())).to.include({ status: 'ok' })
    expect(await refusalOf(sdk.api.ping(to()))).to.match(/^420 .* Try again on 2020-01-02 12:00:00 UTC$/)
    await setFaults(cloudinary(), {})
    expect(await sdk.api.ping(to())).to.include({ status: 'ok' })
  })

  it('tells of the limits that are set', async () => {
    await setSettings(cloudinary(), { bytesMax: { image: 123 } })
    const { media_limits } = await sdk.api.usage(to())
    expect(media_limits).to.include({ image_max_size_bytes: 123, raw_max_size_bytes: 10 * 1024 * 1024 })
    await setSettings(cloudinary(), {})
  })

  it('tells how much is stored', async () => {
    const before = await sdk.api.usage(to())
    await upload(cloudinary(), jpeg(), { public_id: 'counted' })
    const after = await sdk.api.usage(to())
    expect(after.resources - before.resources).to.equal(1)
    expect(after.storage.usage - before.storage.usage).to.equal(jpeg().length)
    expect(after.media_limits).to.include.keys('image_max_size_bytes', 'raw_max_size_bytes')
  })
})
