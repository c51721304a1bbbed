import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { eventually } from '../support/eventually.ts'
import { onEnd } from '../support/on-end.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

const packageSchema = z.object({ scripts: z.object({ start: z.string().startsWith('node ') }) })
const { scripts } = packageSchema.parse(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')))

/** What `npm start` gives to Node. */
export const NODE_FLAGS: readonly string[] = scripts.start.match(/--\S+/g) ?? []

const descriptionSchema = z.strictObject({
  pid: z.number(),
  ftp: z.strictObject({ host: z.string(), port: z.number(), user: z.string(), password: z.string() }),
  aws: z.strictObject({
    endpoint: z.url(),
    region: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
  dynamodb: z.strictObject({ endpoint: z.url(), table: z.string() }),
  cloudinary: z.strictObject({ url: z.string().startsWith('cloudinary://'), isStandIn: z.boolean() }),
  console: z.strictObject({ url: z.url() }),
  bucket: z.string(),
  queueUrl: z.url(),
  dlqUrl: z.url(),
})

export type StackDescription = z.infer<typeof descriptionSchema>

/** Any free port for everything, and a settle window that tests can wait out. */
export const TEST_SETTINGS = {
  FTP_PORT: '0',
  AWS_PORT: '0',
  DYNAMODB_PORT: '0',
  CLOUDINARY_PORT: '0',
  CONSOLE_PORT: '0',
  SETTLE_SECONDS: '2',
}

/** Whatever ends this process, no stack outlives it. */
const running = new Set<ChildProcess>()
onEnd(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** A local stack in a process of its own, as `npm start` runs it, with its data in a temporary folder. */
export class StackProcess {
  readonly output: string[] = []
  #child: ChildProcess | undefined
  #directory: string | undefined

  /** Where its data are, made when it is first asked for. */
  get directory(): string {
    this.#directory ??= temporaryFolder('local-stack')
    return this.#directory
  }

  /** Starts it, and resolves when it says that it is ready. */
  async start(
    settings: Readonly<Record<string, string>> = {},
    flags: readonly string[] = [],
  ): Promise<StackDescription> {
    const child = this.spawn(settings, flags)
    await eventually('the stack to be ready or to end', () => {
      if (!this.#isReady() && !hasEnded(child)) throw new Error(`its output is\n${this.output.join('\n')}`)
    })
    if (!this.#isReady()) throw new Error(`the stack did not start:\n${this.output.join('\n')}`)
    return this.description()
  }

  description(): StackDescription {
    return descriptionSchema.parse(JSON.parse(readFileSync(join(this.directory, 'stack.json'), 'utf8')))
  }

  /** Starts it without waiting. */
  spawn(settings: Readonly<Record<string, string>> = {}, flags: readonly string[] = []): ChildProcess {
    this.output.length = 0
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
    const inherited = { PATH, HOME, NODE_COMPILE_CACHE }
    const child = spawn(process.execPath, [...NODE_FLAGS, 'local/start.mjs', ...flags], {
      cwd: PROJECT,
      env: {
        ...inherited,
        LOCAL_DATA: this.directory,
        ...TEST_SETTINGS,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.output.push(line))
    }
    this.#child = child
    running.add(child)
    child.once('exit', () => running.delete(child))
    return child
  }

  /** Ends it by a signal and resolves with its exit code, null where the signal killed it. */
  async end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const child = this.#child
    this.#child = undefined
    if (!child || hasEnded(child)) return child?.exitCode ?? null
    const exit = once(child, 'exit')
    child.kill(signal)
    const [code] = await exit
    return code
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.end()
    if (this.#directory !== undefined) removeFolder(this.#directory)
  }

  #isReady(): boolean {
    return this.output.some((line) => line.includes('Ready.'))
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
