import { expect } from 'chai'
import { eventually } from '../support/eventually.ts'
import { ODD_KEYS } from './odd-keys.ts'
import { pictureOf, useConsole } from './opened-console.ts'

describe('finding things in the console', () => {
  const console = useConsole()

  it('finds keys by their beginning, by globs and by what is in them, paged', async () => {
    await console.stack.unnoticed(async () => {
      for (let index = 0; index < 60; index++)
        await console.stack.put(`many/${String(index).padStart(2, '0')}.dat`, Buffer.from('x'))
    })
    await console.stack.put('try/found.jpg')
    await console.watched.go('#/', 'Live')
    await console.watched.page.getByLabel(/Is a file missing/).fill('many/')
    await console.press('Find')
    await console.watched.reads(/begin with/)
    const rows = console.watched.page.locator('tbody tr')
    expect(await rows.count()).to.equal(50)
    await console.watched.sees(rows.first().getByText('no asset yet'))
    await console.press('Show more')
    await console.watched.reads('These are all.')
    expect(await rows.count()).to.equal(60)
    for (const [q, found] of [
      ['**/found.*', 'match'],
      ['FOUND', 'contain'],
    ] as const) {
      await console.watched.go(`#/files?q=${encodeURIComponent(q)}`, 'Files')
      await console.watched.reads(new RegExp(found))
      await console.watched.sees(console.watched.page.getByRole('link', { name: 'try/found.jpg' }))
      expect(await rows.count()).to.equal(1)
    }
    await console.watched.go('#/files?q=nowhere', 'Files')
    await console.watched.reads('No such key')
  })

  it('says what a sweep would do, and has it done', async () => {
    await console.watched.go('#/sweep', 'Sweep')
    await console.watched.page.getByLabel('Only keys that begin with').fill('many/')
    await console.press('Dry run')
    await console.watched.reads('The dry run of many/ is over')
    await console.watched.reads('60 keys compared, 60 differ; nothing was changed.')
    await console.watched.sees(console.watched.page.getByRole('row', { name: /many\/00\.dat only-in-source upload/ }))
    await console.press('Sweep and queue')
    await console.watched.reads('60 keys compared, 60 differ; 60 changes are queued.')
    await eventually('all assets', async () => expect(await console.stack.clients.publicIds('raw')).to.have.length(60))
  })

  it('says what the rules make of a key as it is typed', async () => {
    await console.watched.go('#/rules', 'Rules')
    await console.watched.page.getByLabel('Key').pressSequentially('new/a b?.jpg')
    await console.watched.reads('image upload new/a b？')
  })

  it('shows odd keys as they are, and opens their pages', async () => {
    for (const { key } of ODD_KEYS) await console.stack.put(key, await pictureOf(9))
    await console.watched.go('#/files?q=odd', 'Files')
    for (const { shown } of ODD_KEYS) {
      await console.watched.page.getByRole('link', { name: shown, exact: true }).click()
      await console.watched.sees(console.watched.page.getByRole('heading', { level: 1, name: shown, exact: true }))
      await console.watched.reads(/It is in Cloudinary|It was refused/)
      await console.watched.page.goBack()
      await console.watched.sees(console.watched.page.getByRole('heading', { level: 1, name: 'Files' }))
    }
    expect(await console.watched.page.evaluate('window.wasRun')).to.equal(undefined)
  })
})
