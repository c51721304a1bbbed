import { expect } from 'chai'
import { pictureOf, useConsole } from './opened-console.ts'
import { WatchedPage } from './watched-page.ts'

describe('the console in a browser', () => {
  const console = useConsole()

  it('opens by its address, which it then hides, and no other way', async () => {
    await console.watched.sees(console.watched.page.getByRole('heading', { level: 1, name: 'Live' }))
    expect(console.watched.page.url()).to.match(/\/#\/$/)
    const stranger = await WatchedPage.open(
      console.browser,
      new URL('/', console.stack.clients.description.console.url).href,
    )
    await stranger.reads('This console needs its address')
    await stranger.page.context().close()
  })

  it('shows a file that is dropped, small as Cloudinary makes it', async () => {
    await console.drop('dropped.jpg', await pictureOf(200))
    await console.stack.arrived('try/dropped', await pictureOf(200))
    await console.watched.go('#/files?q=try/', 'Files')
    const row = console.watched.page.getByRole('row', { name: /try\/dropped\.jpg/ })
    await console.watched.sees(row.getByText('mirrored'))
    expect(await console.watched.widthOf(row.locator('img'))).to.equal(96)
    await row.getByRole('link').click()
    await console.watched.reads('It is in Cloudinary, equal to the bucket')
    expect(await console.watched.widthOf(console.watched.page.locator('img.preview'))).to.equal(640)
    await console.watched.reads(/upload \(a new object\)/)
  })

  it('tells why a file was refused, and brings it in by a redrive', async () => {
    await console.watched.go('#/try', 'Try it')
    await console.watched.page.getByRole('radio', { name: /Refuse the next upload/ }).check()
    await console.watched.sees(console.watched.page.getByText('Done.'))
    await console.drop('refused.jpg', await pictureOf(100))
    await console.stack.quiet(1)
    await console.watched.go('#/letters', 'Dead letters')
    await console.watched.reads('Cloudinary: Invalid image file')
    await console.watched.picture('letters')
    await console.watched.page.getByRole('link', { name: 'try/refused.jpg' }).click()
    await console.watched.reads('It was refused')
    await console.watched.reads(/Invalid image file/)
    await console.press('Redrive it')
    await console.watched.reads('It is in Cloudinary, equal to the bucket')
    await console.watched.go('#/letters', 'Dead letters')
    await console.watched.reads('No dead letters')
    await console.stack.arrived('try/refused', await pictureOf(100))
  })

  it('purges dead letters only where the name of their queue is typed', async () => {
    await console.stack.put('broken.jpg', Buffer.from('no picture'))
    await console.stack.quiet(1)
    await console.watched.go('#/letters', 'Dead letters')
    await console.watched.page.getByRole('checkbox', { name: 'Select broken.jpg' }).check()
    await console.press('Purge selected …')
    const purge = console.watched.page.getByRole('button', { name: 'Purge', exact: true })
    expect(await console.watched.violations()).to.deep.equal([])
    await console.watched.page.getByLabel(/Type .* to go on/).fill('another-queue')
    expect(await purge.isDisabled()).to.equal(true)
    await console.press('Cancel')
    await console.press('Redrive selected')
    await console.watched.sees(console.watched.page.getByText('Redrove 1 message'))
    await console.stack.quiet(1)
    await console.stack.forgetMessages()
    await console.stack.delete('broken.jpg')
  })

  it('pauses with a reason that everyone reads, and resumes', async () => {
    await console.press('Pause …')
    await console.watched.page.getByLabel(/Why\?/).fill('the account is being moved')
    await console.press('Pause')
    await console.watched.sees(
      console.watched.page.locator('.trouble').getByText(/paused by an operator: the account is being moved/i),
    )
    await console.drop('paused.jpg', await pictureOf(50))
    await console.watched.go('#/file/try%2Fpaused.jpg', 'try/paused.jpg')
    await console.watched.reads('It waits: nothing is mirrored now')
    await console.watched.picture('paused')
    await console.press('Resume mirroring')
    await console.watched.reads('It is in Cloudinary, equal to the bucket')
    await console.watched.page.locator('.trouble').waitFor({ state: 'hidden' })
  })

  it('releases of what the guard withholds what is selected, and nothing else', async () => {
    const names = ['a', 'b', 'c'].map((name) => `wiped/${name}.jpg`)
    for (const [index, name] of names.entries()) await console.stack.put(name, await pictureOf(index))
    for (const [index, name] of names.entries()) await console.stack.arrived(name.slice(0, -4), await pictureOf(index))
    for (const name of names) await console.stack.delete(name)
    await console.watched.go('#/guard', 'Guard')
    await console.watched.reads('2 assets whose objects are gone')
    await console.watched.picture('guard')
    const box = console.watched.page.getByRole('checkbox', { name: /^Select wiped/ }).first()
    const chosen = (await box.getAttribute('aria-label'))?.replace('Select ', '') ?? ''
    await box.check()
    await console.press('Release selected …')
    await console.press('Release')
    await console.watched.reads('1 asset whose objects are gone')
    await console.stack.gone(chosen.slice(0, -4))
    expect(await console.stack.images('wiped/')).to.have.length(1)
  })
})
