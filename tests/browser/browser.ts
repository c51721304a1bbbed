import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium } from 'playwright-core'

/** The variable that names a Chrome or Chromium of the machine. */
export const CHROME_PATH = 'CHROME_PATH'

/**
 * Starts the browser: the one that CHROME_PATH names, or on Linux that of @sparticuz/chromium, which needs nothing of the system.
 * Rejects with what to do where neither is there: a tier that tests nothing must not look like one that passes.
 */
export async function startBrowser(): Promise<Browser> {
  // A program of its own locale would have the page in it; single files of the sandbox do not work for root.
  const env = { ...process.env, LANG: 'en_GB.UTF-8', LC_ALL: 'en_GB.UTF-8' }
  const args = ['--no-sandbox', '--disable-gpu', '--hide-scrollbars']
  return chromium.launch({ executablePath: await findBrowser(), args, env, headless: true })
}

async function findBrowser(): Promise<string> {
  const own = process.env[CHROME_PATH]
  if (own) {
    if (existsSync(own)) return own
    throw new Error(`expected ${CHROME_PATH} to be the path of Chrome or Chromium, found no file ${own}`)
  }
  if (process.platform !== 'linux') {
    throw new Error(
      `expected Linux, for which npm has a Chromium, found ${process.platform}: set ${CHROME_PATH} to the path of Chrome or Chromium`,
    )
  }
  const { default: packed } = await import('@sparticuz/chromium')
  return packed.executablePath()
}

/** The source of axe-core, to be run in a page. */
export const AXE_FILE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
