import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const START_LIMIT_MS = 60_000

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
  cloudinary: z.strictObject({ url: z.string().startsWith('cloudinary://') }),
  console: z.strictObject({ url: z.url() }),
  bucket: z.string(),
  queueUrl: z.url(),
  dlqUrl: z.url(),
})

export type StackDescription = z.infer<typeof descriptionSchema>

/** Any free port for everything, and a settle window that tests can wait out. */
const TEST_SETTINGS = {
  FTP_PORT: '0',
  AWS_PORT: '0',
  DYNAMODB_PORT: '0',
  CLOUDINARY_PORT: '0',
  CONSOLE_PORT: '0',
  SETTLE_SECONDS: '2',
}

/** A local stack in a process of its own, as `npm start` runs it, with its data in a temporary folder. */
export class StackProcess {
  readonly directory: string
  readonly output: string[] = []
  #child: ChildProcess | undefined

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'local-stack-'))
  }

  /** Starts it, and resolves when it says that it is ready. */
  async start(
    settings: Readonly<Record<string, string>> = {},
    flags: readonly string[] = [],
  ): Promise<StackDescription> {
    const child = this.spawn(settings, flags)
    const exit = once(child, 'exit').then(() => 'exit')
    const ready = this.#line('Ready.')
    const timeout = AbortSignal.timeout(START_LIMIT_MS)
    const late = once(timeout, 'abort').then(() => 'late')
    const first = await Promise.race([ready, exit, late])
    if (first !== 'Ready.') throw new Error(`the stack did not start (${first}):\n${this.output.join('\n')}`)
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
    const child = spawn(process.execPath, ['local/start.ts', ...flags], {
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
    return child
  }

  /** Ends it by a signal and resolves with its exit code, null where the signal killed it. */
  async end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const exit = once(child, 'exit')
    child.kill(signal)
    const [code] = await exit
    return code
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.end()
    rmSync(this.directory, { recursive: true, force: true })
  }

  #line(text: string): Promise<string> {
    return new Promise((resolve) => {
      const look = () => (this.output.some((line) => line.includes(text)) ? resolve(text) : setTimeout(look, 20))
      look()
    })
  }
}
