import { expect } from 'chai'
import { eventually } from '../support/eventually.ts'
import { useConsole } from './opened-console.ts'
import { PAGES } from './pages.ts'

describe('the pages of the console', () => {
  const console = useConsole()

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
