import { z } from 'zod'
import { explainKey } from '../explain/explain.ts'
import { queueName } from '../stage/queues.ts'
import { viewAccount } from './account.ts'
import { readHour } from './aws-metrics.ts'
import { type ConsoleContext, keySources, type LocalDoors } from './context.ts'
import { pauseMirroring, resumeMirroring } from './delivery-switch.ts'
import { Events } from './events.ts'
import { readFaults, setFault } from './faults.ts'
import { checkKey, viewFile, viewHistory } from './file.ts'
import { listFiles } from './files.ts'
import { release, viewGuard } from './guard.ts'
import { listLetters, purge, redrive } from './letters.ts'
import { LiveFeed } from './live.ts'
import { recentActivity } from './recent.ts'
import { type Action, parseSent, type Reads } from './routes.ts'
import type { ConsoleSite } from './server.ts'
import { Sweeps } from './sweeps.ts'
import { Turns } from './turns.ts'

/** On AWS each look is some calls, which cost and are limited. */
const INTERVAL_MS = { local: 1000, deployed: 5000 }

const keySchema = z.object({ key: z.string() })

/** Puts a console together. */
export function composeSite(options: Omit<ConsoleContext, 'letterTurns'>): ConsoleSite & { readonly events: Events } {
  const context = { ...options, letterTurns: new Turns() }
  const { stage, local } = context
  const events: Events = new Events(() => void feed.run())
  const feed = new LiveFeed(events, stage, local ? INTERVAL_MS.local : INTERVAL_MS.deployed)
  const sweeps = new Sweeps(events)
  return {
    reads: readsOf(context, feed),
    actions: new Map([...actionsOf(context, sweeps), ...(local ? localActions(local) : [])]),
    events,
    async imageOrigins() {
      const account = await viewAccount(await stage()).catch(() => undefined)
      return account ? [new URL(account.deliveryUrl).origin] : []
    },
  }
}

function readsOf(context: ConsoleContext, feed: LiveFeed): Reads {
  const { stage, rules, local, letterTurns } = context
  return new Map<string, (query: Readonly<Record<string, string>>) => Promise<unknown>>([
    ['stage', () => viewStage(context)],
    ['hour', async () => ({ hour: await readHour(await stage()), points: feed.points })],
    ['files', async (query) => listFiles(await keySources(context), await viewAccount(await stage()), query)],
    ['file', (query) => viewFile(context, parseSent(keySchema, query).key)],
    ['history', (query) => viewHistory(context, parseSent(keySchema, query).key)],
    ['activity', async () => ({ entries: await recentActivity(await stage()) })],
    ['letters', () => letterTurns.take(async () => listLetters(await stage()))],
    ['guard', async () => viewGuard(await stage())],
    ['explain', async (query) => explainKey(rules, checkedKey(query))],
    ['faults', async () => (local?.faults ? readFaults(local.faults) : { faults: [], active: null })],
  ])
}

function actionsOf({ stage, rules, letterTurns }: ConsoleContext, sweeps: Sweeps): [string, Action][] {
  const json = (run: (sent: unknown) => Promise<unknown>): Action => ({ takes: 'json', run })
  return [
    ['redrive', json((sent) => letterTurns.take(async () => redrive(await stage(), sent)))],
    ['purge', json((sent) => letterTurns.take(async () => purge(await stage(), sent)))],
    ['release', json(async (sent) => release(await stage(), sent))],
    ['pause', json(async (sent) => pauseMirroring(await stage(), sent))],
    ['resume', json(async () => resumeMirroring(await stage()))],
    ['sweep', json(async (sent) => sweeps.start(await stage(), rules, sent))],
    ['stop-sweep', json(async () => sweeps.stop())],
  ]
}

function localActions({ put, faults }: LocalDoors): [string, Action][] {
  const upload: Action = {
    takes: 'bytes',
    async run(bytes, query) {
      const key = checkedKey(query)
      await put(key, bytes)
      return { key }
    },
  }
  const fault: Action = { takes: 'json', run: async (sent) => (faults ? setFault(faults, sent) : {}) }
  return [
    ['upload', upload],
    ['fault', fault],
  ]
}

/** What pages show of the stage itself. */
async function viewStage({ stage: open, rules, allowsActions, local }: ConsoleContext) {
  const stage = await open()
  return {
    name: stage.name,
    region: stage.cloud?.region,
    bucket: stage.bucket,
    deadLetterQueue: queueName(stage.deadLetterQueueUrl),
    account: await viewAccount(stage),
    allowsActions,
    isLocal: local !== undefined,
    ftp: local?.ftp,
    hasFaults: local?.faults !== undefined,
    ruleNames: (rules.config.rules ?? []).map(({ name, match }, index) => ({ name, match, number: index + 1 })),
  }
}

/** What pages show of the stage itself, as JSON has it. */
export type StageView = Awaited<ReturnType<typeof viewStage>>

function checkedKey(query: unknown): string {
  const { key } = parseSent(keySchema, query)
  checkKey(key)
  return key
}
