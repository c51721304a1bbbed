import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Browser, Locator, Page } from 'playwright-core'
import { z } from 'zod'
import { eventually } from '../support/eventually.ts'
import { AXE_FILE } from './browser.ts'

const PICTURES = fileURLToPath(new URL('./screenshots', import.meta.url))
const violationsSchema = z.array(
  z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string() })) }),
)

/** So long that only a hang reaches it. */
const WAIT_MS = 300_000
/** What is waited for in vain once is waited for no longer than that. */
const WAIT_AFTER_FAILURE_MS = 30_000

/** A page of the console in a browser, and all that went wrong in it. */
export class WatchedPage {
  readonly page: Page
  readonly errors: string[] = []

  private constructor(page: Page) {
    this.page = page
    page.setDefaultTimeout(WAIT_MS)
    page.on('pageerror', (error) => this.errors.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
  }

  /** Opens an address in a browser of its own, as far as storage goes. */
  static async open(browser: Browser, url: string): Promise<WatchedPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' })
    const watched = new WatchedPage(await context.newPage())
    await watched.page.goto(url)
    return watched
  }

  /** Something has been waited for in vain: the others shall not take as long. */
  hurry(): void {
    this.page.setDefaultTimeout(WAIT_AFTER_FAILURE_MS)
  }

  /** Goes to a page of the console, and waits until it is there. */
  async go(hash: string, heading: string | RegExp): Promise<void> {
    await this.page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
    await this.sees(this.page.getByRole('heading', { level: 1, name: heading }))
    await this.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  }

  /** Waits until something is to be seen. */
  async sees(what: Locator): Promise<void> {
    await what.first().waitFor({ state: 'visible' })
  }

  /** Waits until the main part of the page has a text. */
  async reads(text: string | RegExp): Promise<void> {
    await this.sees(this.page.getByRole('main').getByText(text))
  }

  /** What axe-core finds of the page that people could not use. */
  async violations(): Promise<readonly string[]> {
    await this.page.evaluate(readFileSync(AXE_FILE, 'utf8'))
    const found = violationsSchema.parse(
      await this.page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
      ),
    )
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }

  /** How much wider than the window the page is. */
  async overflow(): Promise<number> {
    return z.number().parse(await this.page.evaluate('document.documentElement.scrollWidth - window.innerWidth'))
  }

  /** Keeps what is to be seen as a picture. */
  async picture(name: string): Promise<void> {
    mkdirSync(PICTURES, { recursive: true })
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) })
  }

  /** Waits until a picture is loaded, and resolves with its width in its own pixels. */
  async widthOf(image: Locator): Promise<number> {
    return eventually('a picture', async () => {
      const width = z.number().parse(await image.evaluate((element) => Reflect.get(element, 'naturalWidth')))
      expect(width).to.be.above(0)
      return width
    })
  }
}
