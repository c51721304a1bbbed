import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** One file of the front end. */
export interface WebFile {
  readonly type: string
  readonly body: string
}

const WEB = new URL('./web/', import.meta.url)
const [SCRIPT, STYLE] = [new URL('./web/main.ts', import.meta.url), new URL('./styles/main.css', WEB)]

/**
 * The front end, by the paths that it is served at. Its modules are TypeScript and become one script in memory, when the first page is
 * asked for: nothing is built beforehand, and nothing else can be asked for.
 */
export async function bundleWeb(): Promise<ReadonlyMap<string, WebFile>> {
  const { build, stop } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(SCRIPT), fileURLToPath(STYLE)],
    bundle: true,
    write: false,
    outdir: fileURLToPath(WEB),
    outbase: fileURLToPath(WEB),
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
    alias: { uplot: createRequire(import.meta.url).resolve('uplot/dist/uPlot.esm.js') },
  })
  // Its process is of no more use.
  await stop()
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  const page = await readFile(new URL('./index.html', WEB), 'utf8')
  const icon = await readFile(new URL('./icon.svg', WEB), 'utf8')
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: page }],
    ['/app.js', { type: 'text/javascript; charset=utf-8', body: textOf('.js') }],
    ['/app.css', { type: 'text/css; charset=utf-8', body: textOf('.css') }],
    ['/icon.svg', { type: 'image/svg+xml', body: icon }],
  ])
}
