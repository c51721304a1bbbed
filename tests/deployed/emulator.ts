import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { eventually } from '../support/eventually.ts'
import { onEnd } from '../support/on-end.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Starts MiniStack, which would also take port 443 where it may. */
const PROGRAM = 'import ministack.app as app; app._port_is_bindable = lambda *_: False; app.main()'

/** What a function logs may be long. */
const LINE_CHARACTERS_MAX = 600

/** The account's root, whom no policy of IAM concerns. */
export const ROOT = { accessKeyId: 'test', secretAccessKey: 'test' }
export const REGION = 'us-east-1'

/** A running emulator of AWS. */
export interface Emulator {
  readonly endpoint: string
  /** The certificate that it answers with. */
  readonly certificateFile: string
  /** The last lines that it has said, of functions too. */
  lastWords(lines: number): string
  stop(): Promise<void>
}

/** Whatever ends this process, no emulator outlives it, and none of the functions that run in it. */
const running = new Set<ChildProcess>()
onEnd(() => {
  for (const child of running) signalAll(child, 'SIGKILL')
})

/**
 * Starts the emulator on a free port, with nothing in it. It checks signatures and permissions, and answers by TLS: what is denied to
 * plain HTTP is denied there too. From then on this process trusts its certificate.
 */
export async function startEmulator(python: string): Promise<Emulator> {
  // Far from the project: a function must not find its node_modules.
  const folder = temporaryFolder('emulator')
  const port = await freePort()
  const log = join(folder, 'log')
  const output = openSync(log, 'w')
  const child = spawn(python, ['-c', PROGRAM], {
    cwd: folder,
    env: environment(folder, port),
    stdio: ['ignore', output, output],
    detached: true,
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const lastWords = (lines: number) => {
    const all = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines)
    return all.map((line) => line.slice(0, LINE_CHARACTERS_MAX)).join('\n')
  }
  await eventually('the emulator to be ready or to end', () => {
    if (!/Running on https/.test(readFileSync(log, 'utf8')) && running.has(child)) throw new Error(lastWords(5))
  })
  if (!running.has(child)) throw new Error(`the emulator did not start:\n${lastWords(20)}`)
  const certificateFile = join(folder, 'ministack-tls', 'server.crt')
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificateFile, 'utf8')])
  return { endpoint: `https://127.0.0.1:${port}`, certificateFile, lastWords, stop: () => stop(child) }
}

function environment(folder: string, port: number): Record<string, string> {
  return {
    // Functions are run by the Node that runs this.
    PATH: [dirname(process.execPath), process.env.PATH].join(':'),
    HOME: folder,
    TMPDIR: folder,
    STATE_DIR: join(folder, 'state'),
    S3_DATA_DIR: join(folder, 's3'),
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: REGION,
    AUTH: 'true',
    USE_SSL: '1',
    LAMBDA_EXECUTOR: 'local',
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return
  const exit = once(child, 'exit')
  signalAll(child, 'SIGTERM')
  const timer = setTimeout(() => signalAll(child, 'SIGKILL'), 15_000)
  await exit
  clearTimeout(timer)
}

/** The process and those that it has started: they are a group of their own. */
function signalAll({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has ended already.
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('expected a free port, found none')
  return address.port
}
