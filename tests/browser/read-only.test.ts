import { expect } from 'chai'
import { ConsoleClient } from '../operate/console-client.ts'
import { Operator } from '../operate/operator.ts'
import { eventually } from '../support/eventually.ts'
import { pictureOf, useConsole } from './opened-console.ts'
import { WatchedPage } from './watched-page.ts'

describe('the console of a deployed stage in a browser', () => {
  const console = useConsole()
  let operator: Operator
  let client: ConsoleClient
  let shown: WatchedPage

  const folderBefore = process.env.LOCAL_DATA

  before(async () => {
    // Where its log is.
    process.env.LOCAL_DATA = console.stack.process.directory
    operator = await Operator.of(console.stack.process.directory)
    client = await ConsoleClient.serve(async () => operator.stage, false)
    shown = await WatchedPage.open(console.browser, client.server.url)
  })
  after(async () => {
    await shown?.page.context().close()
    await client?.server.stop()
    operator?.close()
    if (folderBefore === undefined) delete process.env.LOCAL_DATA
    else process.env.LOCAL_DATA = folderBefore
  })

  it('has no button that acts where it only shows, and says so', async () => {
    await shown.sees(shown.page.getByText('read-only', { exact: true }))
    for (const [hash, heading] of [
      ['#/', 'Live'],
      ['#/letters', 'Dead letters'],
      ['#/guard', 'Guard'],
      ['#/sweep', 'Sweep'],
    ] as const) {
      await shown.go(hash, heading)
      const acting = /Pause|Resume|Redrive|Purge|Release|Dry run|queue$|through again/
      for (const button of await shown.page.getByRole('button', { name: acting }).all()) {
        expect(await button.isDisabled(), await button.innerText()).to.equal(true)
      }
    }
    await shown.sees(shown.page.getByRole('button', { name: 'Dry run (read-only)' }))
    expect(await shown.violations()).to.deep.equal([])
    expect(shown.errors).to.deep.equal([])
  })

  it('says what was done, by the log of the workers', async () => {
    await console.stack.put('done/late.jpg', await pictureOf(77))
    await eventually('its asset', async () =>
      expect(await console.stack.clients.asset('done/late')).not.to.equal(undefined),
    )
    await shown.go('#/', 'Live')
    await shown.sees(shown.page.locator('ol.activity').getByRole('link', { name: 'done/late.jpg' }))
  })

  it('has nothing that only the local stack has', async () => {
    expect(await shown.page.getByRole('link', { name: 'Try it' }).count()).to.equal(0)
  })

  it('says where the console is no longer there', async () => {
    await client.server.stop()
    await shown.sees(shown.page.getByText('not connected'))
  })
})
