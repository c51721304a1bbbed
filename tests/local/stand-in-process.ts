import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { eventually } from '../support/eventually.ts'
import { onEnd } from '../support/on-end.ts'
import { PROJECT } from '../support/sls.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

/** The stand-in in a process of its own, as `npm run stand-in` runs it: an account outside. */
export class StandInProcess {
  readonly output: string[] = []
  readonly #directory = temporaryFolder('stand-in')
  #child: ChildProcess | undefined

  /** Starts it, and resolves with the URL of its account. */
  async start(): Promise<URL> {
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
    const settings = { LOCAL_DATA: this.#directory, CLOUDINARY_PORT: '0' }
    const child = spawn(process.execPath, ['local/stand-in.ts'], {
      cwd: PROJECT,
      env: { PATH, HOME, NODE_COMPILE_CACHE, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    onEnd(() => child.kill('SIGKILL'))
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => this.output.push(line))
    return eventually('the URL of the stand-in', () => {
      const [, url] = /CLOUDINARY_URL='(.*)'/.exec(this.output.join('\n')) ?? []
      if (url === undefined) throw new Error(`its output is\n${this.output.join('\n')}`)
      return new URL(url)
    })
  }

  async remove(): Promise<void> {
    const child = this.#child
    if (child && child.exitCode === null) {
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    }
    removeFolder(this.#directory)
  }
}
