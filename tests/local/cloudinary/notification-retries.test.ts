import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { jpeg } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'
import { useReceiver } from './receiver.ts'
import { find, setFaults, setSettings, statisticsOf, upload, useDirectory, useStart } from './support.ts'
import { ended, until } from './waiting.ts'

describe('notifications that are not taken at once', () => {
  const receiver = useReceiver()
  const directory = useDirectory()
  const start = useStart()
  const notified = (publicId: string) => ({ public_id: publicId, notification_url: receiver.url })

  it('come again until they are taken, the same each time', async () => {
    const clock = new ManualClock()
    const patient = await start({ clock })
    const threeMinutesMs = 180_000
    const send = async (publicId: string, statuses: number[]) => {
      receiver.answer(...statuses)
      await upload(patient, jpeg(), notified(publicId))
      for (const [index] of statuses.entries()) {
        await receiver.untilReceived(publicId, index + 1)
        if (index === 3) break
        await until(
          'the wait',
          () => clock.waiting,
          ([waitMs]) => waitMs === threeMinutesMs,
        )
        clock.advance(threeMinutesMs)
      }
    }
    await send('again', [500, 404])
    await receiver.untilReceived('again', 3)
    expect(new Set(receiver.of('again').map(({ body }) => body)).size).to.equal(1)
    await send('given up', [500, 500, 500, 500, 500])
    receiver.answer()
    const ends = await until(
      'the end of both',
      async () => (await statisticsOf(patient)).notifications,
      ({ delivered, failed }) => delivered + failed === 2,
    )
    expect(ends).to.deep.equal({ delivered: 1, failed: 1, dropped: 0 })
    expect([receiver.of('again').length, receiver.of('given up').length]).to.deep.equal([3, 4])
    expect(clock.waiting).to.deep.equal([])
  })

  it('are lost or come twice when that is asked for', async () => {
    const losing = await start()
    await setFaults(losing, { dropNotifications: 1, duplicateNotifications: 1 })
    for (const id of ['dropped', 'twice', 'normal']) {
      await upload(losing, jpeg(), { ...notified(id), async: true })
      await until(`the asset ${id}`, () => find(losing, id), Boolean)
    }
    await until(
      'three notifications',
      async () => (await statisticsOf(losing)).notifications,
      ({ delivered }) => delivered === 3,
    )
    expect(['dropped', 'twice', 'normal'].map((id) => receiver.of(id).length)).to.deep.equal([0, 2, 1])
    expect((await statisticsOf(losing)).notifications).to.deep.equal({ delivered: 3, failed: 0, dropped: 1 })
  })

  it('end when the stand-in stops, and leave nothing behind', async () => {
    const dataDirectory = join(directory(), 'stopping')
    const clock = new ManualClock()
    const stopping = await start({ dataDirectory, clock })
    await setSettings(stopping, { asyncDelayMs: 60_000 })
    await upload(stopping, jpeg(), { ...notified('never'), async: true })
    receiver.answer(500)
    await upload(stopping, jpeg(), notified('untaken'))
    await receiver.untilReceived('untaken', 1)
    await until(
      'two waits',
      () => clock.waiting,
      ({ length }) => length === 2,
    )
    // The clock stands still: neither has waited to the end.
    await ended('the stop', stopping.stop())
    expect(readdirSync(join(dataDirectory, 'blobs')).length).to.equal(1)
    expect(receiver.of('never')).to.deep.equal([])
  })
})
