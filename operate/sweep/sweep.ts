import { limits } from '../../shared/model/limits.ts'
import { sweepExtras } from '../../shared/sweep/extras.ts'
import { sweepInventory } from '../../shared/sweep/inventory.ts'
import { sweep } from '../../shared/sweep/sweep.ts'
import type { SweepResult } from '../../shared/sweep/tally.ts'
import { type Command, type CommandContext, jsonOption } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { printJson, printJsonLine } from '../cli/json.ts'
import { optionalNumber, optionalText } from '../cli/options.ts'
import { visible } from '../cli/table.ts'
import type { Terminal } from '../cli/terminal.ts'
import { UsageError } from '../cli/usage-error.ts'
import { noteStop, readStageTrouble } from '../trouble/note.ts'
import { type ComposedSweep, composeSweep, type SweepChoices } from './compose.ts'
import { dryRun } from './dry-run.ts'
import { awaitRoom } from './pace.ts'
import { WatchedTally } from './progress.ts'
import { planHead, planLine, tellResult } from './report.ts'

/** `sls sweep`: compares the bucket with the ledger, and with the account, and queues what differs. */
export const sweepCommand: Command = {
  path: ['sweep'],
  usage: 'Compares the bucket with the ledger and queues a change for each difference; fills an empty account',
  options: {
    prefix: { usage: 'Only keys that begin with it', type: 'string', shortcut: 'p' },
    metadata: { usage: 'Also asks for the metadata and tags of each object: a HEAD a key', type: 'boolean' },
    deep: { usage: 'Also asks Cloudinary for each asset, and for assets that no object calls for', type: 'boolean' },
    adopt: { usage: 'Takes over equal assets that are there already, without sending bytes', type: 'boolean' },
    inventory: {
      usage:
        'Compares an S3 inventory in place of the bucket, by its manifest.json: s3://BUCKET/KEY or a file; deletes nothing',
      type: 'string',
    },
    rate: { usage: 'Queues at most so many changes a second', type: 'string' },
    restart: { usage: 'Begins at the first key, where an earlier sweep was interrupted', type: 'boolean' },
    'dry-run': {
      usage: 'Says what differs and what would be done, changes nothing; exit code 1 if anything would be done',
      type: 'boolean',
    },
    ...jsonOption,
  },
  async run(context) {
    const { options, rules, terminal } = context
    const choices = readChoices(context)
    const stage = await context.stage()
    const composed = await composeSweep(stage, rules, choices, terminal)
    noteStop(await readStageTrouble(stage), terminal)
    return interruptible((signal) =>
      options['dry-run'] ? showPlan(composed, context, signal) : sweepFrom(composed, context, signal),
    )
  },
}

function readChoices({ options }: CommandContext): SweepChoices {
  const inventory = optionalText(options, 'inventory')
  const unfit = ['metadata', 'deep', 'restart'].filter((name) => options[name] === true)
  if (inventory !== undefined && unfit.length > 0)
    throw new UsageError(
      `--${unfit.join(', --')}: an inventory is compared with the ledger alone, and from its beginning`,
    )
  return {
    inventory,
    prefix: optionalText(options, 'prefix') ?? '',
    metadata: options.metadata === true,
    deep: options.deep === true,
    adopts: options.adopt === true,
    perSecond: optionalNumber(options, 'rate', 1),
  }
}

async function sweepFrom(composed: ComposedSweep, context: CommandContext, signal: AbortSignal): Promise<number> {
  const { options, terminal } = context
  if (options.restart) await Promise.all([composed.cursor.write(undefined), composed.catalogCursor.write(undefined)])
  const at = await whereItEnded(composed)
  if (at !== undefined) terminal.note(`Goes on ${at}, where the last one ended; --restart begins at the first key.`)
  const result = await runSweep(composed, terminal, signal)
  terminal.progress('')
  if (options.json) printJson(terminal, result)
  else terminal.print(tellResult(result, queuedText(result), terminal.columns))
  if (result.complete) return 0
  terminal.note('Interrupted. Run the same command again to go on from here.')
  return INTERRUPTED
}

/** Where an earlier sweep was interrupted; undefined where none was. */
async function whereItEnded({ cursor, catalogCursor, objects }: ComposedSweep): Promise<string | undefined> {
  if (objects) return undefined
  const [position, inAccount] = await Promise.all([cursor.read(), catalogCursor.read()])
  if (inAccount) return `with the account's ${inAccount.kind.type} ${inAccount.kind.resourceType} assets`
  return position && `after ${visible(position.after)}`
}

/** Sweeps and repairs, until the end or until it is interrupted. */
export async function runSweep(composed: ComposedSweep, terminal: Terminal, signal: AbortSignal): Promise<SweepResult> {
  const tally = new WatchedTally(terminal)
  tally.count(composed, signal)
  const onWait = (waiting: number) => terminal.progress(`${waiting.toLocaleString('en')} changes wait in the queue`)
  const mayGoOn = () => awaitRoom(composed.depth, limits.sweepQueueMax, { signal, onWait })
  const onPage: WatchedTally['add'] = (page, queued) => tally.add(page, queued)
  const { catalog, catalogCursor, objects } = composed
  if (objects) return tally.result((await sweepInventory({ ...composed, objects, mayGoOn, onPage })).complete)
  // Where the account was being looked through, the keys had all been compared.
  const isInAccount = catalog !== undefined && (await catalogCursor.read()) !== undefined
  const complete = isInAccount || (await sweep({ ...composed, mayGoOn, onPage })).complete
  const goesOn = complete && catalog !== undefined && composed.prefix === ''
  const isWhole = goesOn
    ? await sweepExtras({ ...composed, catalog, cursor: catalogCursor, mayGoOn, onPage })
    : complete
  return tally.result(isWhole)
}

async function showPlan(
  composed: ComposedSweep,
  { options, terminal }: CommandContext,
  signal: AbortSignal,
): Promise<number> {
  let isFirst = true
  let repairable = 0
  const result = await dryRun(composed, terminal, {
    signal,
    tell(difference) {
      if (!difference.isLeftAlone) repairable += 1
      if (options.json) return printJsonLine(terminal, difference)
      if (isFirst) terminal.print(planHead(terminal.columns))
      isFirst = false
      terminal.print(planLine(difference, terminal.columns))
    },
  })
  terminal.progress('')
  if (!options.json) terminal.print(tellResult(result, 'nothing was changed', terminal.columns))
  if (!result.complete) return INTERRUPTED
  return repairable === 0 ? 0 : 1
}

function queuedText({ queued }: SweepResult): string {
  return queued === 1 ? '1 change is queued' : `${queued.toLocaleString('en')} changes are queued`
}
