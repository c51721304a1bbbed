import { expect } from 'chai'
import { eventually } from '../support/eventually.ts'
import { useConsole } from './opened-console.ts'
import { PAGES } from './pages.ts'

describe('the pages of the console', () => {
  const console = useConsole()

  it('lead to the page of a file by the keyboard alone', async () => {
    const { page } = console.watched
    await console.stack.put('try/keyboard.jpg')
    await console.watched.go('#/', 'Live')
    await page.reload()
    await console.watched.sees(page.getByRole('heading', { level: 1, name: 'Live' }))
    await page.keyboard.press('Tab')
    await console.watched.sees(page.getByRole('link', { name: 'Skip to the content' }))
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).to.equal('main')
    await page.keyboard.press('Tab')
    await page.keyboard.type('try/keyboard.jpg')
    await page.keyboard.press('Enter')
    await console.watched.sees(page.getByRole('heading', { level: 1, name: 'Files' }))
    const file = page.getByRole('link', { name: 'try/keyboard.jpg' })
    await console.watched.sees(file)
    // Field, state and button come before the list.
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await console.watched.sees(page.getByRole('heading', { level: 1, name: 'try/keyboard.jpg' }))
  })

  for (const { hash, heading, name } of PAGES) {
    it(`can be used by everyone, light, dark and narrow: ${name}`, async () => {
      const { page } = console.watched
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await console.watched.go(hash, heading)
        expect(await console.watched.violations(), colorScheme).to.deep.equal([])
        await console.watched.picture(`${name}-${colorScheme}`)
      }
      await page.setViewportSize({ width: 360, height: 740 })
      await eventually('no scrolling to the side', async () =>
        expect(await console.watched.overflow()).to.be.at.most(0),
      )
      await console.watched.picture(`${name}-narrow`)
      await page.setViewportSize({ width: 1280, height: 860 })
      await page.emulateMedia({ colorScheme: 'light' })
    })
  }
})
