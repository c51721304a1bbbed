import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { TestStack } from '../local/test-stack.ts'
import { atEnd } from '../support/at-end.ts'
import { startBrowser } from './browser.ts'
import { WatchedPage } from './watched-page.ts'

/** A local stack, and its console in a browser: the same for all files that one process runs. */
export class OpenedConsole {
  readonly stack = new TestStack()
  #browser: Browser | undefined
  #watched: WatchedPage | undefined
  #opening: Promise<void> | undefined

  get browser(): Browser {
    if (!this.#browser) throw new Error('the browser is started before the tests, not while they are declared')
    return this.#browser
  }

  get watched(): WatchedPage {
    if (!this.#watched) throw new Error('the page is opened before the tests, not while they are declared')
    return this.#watched
  }

  /** Opens it, unless that has been done. */
  openOnce(): Promise<void> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  async #open(): Promise<void> {
    atEnd(async () => {
      await this.#browser?.close()
      await this.stack.remove()
    })
    const starting = startBrowser()
    // Its failure is told where it is awaited.
    starting.catch(() => undefined)
    await this.stack.start({ SETTLE_SECONDS: '0', DELETIONS_MAX: '1' })
    this.#browser = await starting
    this.#watched = await WatchedPage.open(this.#browser, this.stack.clients.description.console.url)
  }

  /** Presses the button of this name. */
  press(name: string): Promise<void> {
    return this.watched.page.getByRole('button', { name, exact: true }).click()
  }

  /** Drops a picture on the page for that, into the folder `try/`. */
  async drop(name: string, buffer: Buffer): Promise<void> {
    await this.watched.go('#/try', 'Try it')
    await this.watched.page.locator('#upload').setInputFiles({ name, mimeType: 'image/jpeg', buffer })
    await this.watched.reads('in the bucket')
  }
}

const opened = new OpenedConsole()

/** The console for the tests of a describe block. None of them may leave an error in the page. */
export function useConsole(): OpenedConsole {
  before(() => opened.openOnce())
  afterEach(function () {
    if (this.currentTest?.isFailed()) opened.watched.hurry()
    const errors = opened.watched.errors.splice(0)
    if (errors.length > 0) throw new Error(`errors in the page: ${errors.join('\n')}`)
  })
  return opened
}

/** A picture of 640 by 480, one for each shade of red. */
export function pictureOf(red: number): Promise<Buffer> {
  const background = { r: red, g: 110, b: 160 }
  return sharp({ create: { width: 640, height: 480, channels: 3, background } })
    .jpeg()
    .toBuffer()
}
