import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import {
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3'
import pMap from 'p-map'
import { jpeg } from '../tests/local/pictures.ts'
import { StackClients } from '../tests/local/stack-clients.ts'
import { StackProcess } from '../tests/local/stack-process.ts'
import { sweepResultSchema } from '../tests/operate/sweep-result.ts'
import { eventually } from '../tests/support/eventually.ts'
import { PROJECT, SLS, slsEnvironment } from '../tests/support/sls.ts'
import { countOf } from './arguments.ts'

/**
 * A sweep of many objects: it must find exactly the differences that were planted, repair them, go on where it was killed, and use
 * no more memory for twenty thousand objects than for two thousand.
 */

const OBJECTS = countOf(process.argv[2], 20_000)
/** Enough for the framework itself, and for any number of objects. */
const HEAP_MB = 200
const RULES = 'tests/operate/rules-tagged.ts'

const stack = new StackProcess()
const keyOf = (index: number) => `shoot/${String(index).padStart(6, '0')}.jpg`
const idOf = (index: number) => keyOf(index).replace('.jpg', '')

/** `sls sweep` as a process of its own, and how much memory it needed at most. */
async function sls(options: readonly string[], killAfter?: (child: ChildProcess) => Promise<void>) {
  const [node, program] = SLS
  const env = { ...slsEnvironment(), HOME: process.env.HOME, LOCAL_DATA: stack.directory, MIRROR_CONFIG: RULES }
  const startMs = performance.now()
  const child = spawn(
    node,
    [`--max-old-space-size=${HEAP_MB}`, program, 'sweep', '--stage', 'local', '--json', ...options],
    {
      cwd: PROJECT,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let text = ''
  let peakMb = 0
  child.stdout.on('data', (part) => {
    text += part
  })
  const watching = setInterval(() => {
    peakMb = Math.max(peakMb, memoryMb(child.pid))
  }, 50)
  const exit = once(child, 'exit')
  await killAfter?.(child)
  await exit
  clearInterval(watching)
  return { text, peakMb, seconds: (performance.now() - startMs) / 1000 }
}

function memoryMb(pid: number | undefined): number {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return 0
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

function say(what: string, value: string): void {
  console.log(`${what.padEnd(52)} ${value}`)
}

const indexes = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index)
/** So many of the objects, all over the bucket. */
const spread = (count: number, from: number) => indexes(count).map((n) => Math.floor((n * OBJECTS) / count) + from)

/** The bucket of the stack that runs. */
class Bucket {
  readonly clients: StackClients

  constructor(clients: StackClients) {
    this.clients = clients
  }

  put(index: number, text = keyOf(index)) {
    const { s3, description } = this.clients
    return s3.send(new PutObjectCommand({ Bucket: description.bucket, Key: keyOf(index), Body: jpeg(text) }))
  }

  async ignoreEvents(): Promise<void> {
    const { s3, description } = this.clients
    const NotificationConfiguration = {}
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: description.bucket, NotificationConfiguration }),
    )
  }

  settled() {
    return eventually(
      'empty queues',
      async () => {
        const { queue, deadLetters } = await this.clients.depths()
        if (queue + deadLetters > 0) throw new Error(`${queue} changes and ${deadLetters} dead letters are left`)
      },
      1_800_000,
    )
  }

  /** 12 lost events, 6 of each kind by hand or by tag, and one foreign asset. */
  async plantDifferences(): Promise<void> {
    const { s3, description } = this.clients
    const Bucket = description.bucket
    for (const index of spread(6, 1)) await this.put(index, `${keyOf(index)} again`)
    for (const index of spread(6, 2)) await s3.send(new DeleteObjectCommand({ Bucket, Key: keyOf(index) }))
    const Tagging = { TagSet: [{ Key: 'Keywords', Value: 'late' }] }
    for (const index of spread(12, 3))
      await s3.send(new PutObjectTaggingCommand({ Bucket, Key: keyOf(index), Tagging }))
    for (const index of spread(12, 4)) await this.clients.destroyByHand(idOf(index))
    await this.clients.uploadByHand('logo', jpeg('a logo'))
  }
}

async function fill(bucket: Bucket): Promise<void> {
  await pMap(indexes(OBJECTS), (index) => bucket.put(index), { concurrency: 20 })
  const startMs = performance.now()
  const filled = await sls([])
  await bucket.settled()
  const seconds = (performance.now() - startMs) / 1000
  const objects = OBJECTS.toLocaleString('en')
  say(`first fill of ${objects} objects`, `${seconds.toFixed(0)} s, ${(OBJECTS / seconds).toFixed(0)} a second`)
  say('  of which comparing and queueing', `${filled.seconds.toFixed(1)} s, ${filled.peakMb} MB`)
}

async function main(): Promise<void> {
  const clients = new StackClients(await stack.start({ SETTLE_SECONDS: '0', MIRROR_CONFIG: RULES }, ['--memory']))
  const bucket = new Bucket(clients)
  await bucket.ignoreEvents()
  await fill(bucket)
  await bucket.plantDifferences()
  const planned = await sls(['--deep', '--metadata', '--dry-run'])
  const found = planned.text.trim().split('\n').length
  say(
    'a dry run with --deep and --metadata',
    `${planned.seconds.toFixed(1)} s, ${planned.peakMb} MB, ${found} differences (37 planted)`,
  )
  const killed = await sls(['--deep', '--metadata'], async (child) => {
    await new Promise((resolve) => setTimeout(resolve, (planned.seconds * 1000) / 2))
    child.kill('SIGKILL')
  })
  say('killed after', `${killed.seconds.toFixed(1)} s`)
  const resumed = await sls(['--deep', '--metadata'])
  const outcome = sweepResultSchema.parse(JSON.parse(resumed.text))
  say(
    'gone on',
    `${resumed.seconds.toFixed(1)} s, ${resumed.peakMb} MB, ${outcome.compared.toLocaleString('en')} keys of ${OBJECTS.toLocaleString('en')}`,
  )
  await bucket.settled()
  const again = await sls(['--deep', '--metadata', '--dry-run'])
  say('afterwards', `${again.text.trim().split('\n').length} difference (the foreign asset)`)
  clients.close()
}

await main().finally(() => stack.remove())
