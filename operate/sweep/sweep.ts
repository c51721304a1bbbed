import { limits } from '../../shared/model/limits.ts'
import { sweepExtras } from '../../shared/sweep/extras.ts'
import { sweep } from '../../shared/sweep/sweep.ts'
import type { SweepResult } from '../../shared/sweep/tally.ts'
import { type Command, type CommandContext, jsonOption } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { optionalNumber, optionalText } from '../cli/options.ts'
import { visible } from '../cli/table.ts'
import type { Terminal } from '../cli/terminal.ts'
import { noteTrouble, readStageTrouble } from '../trouble/note.ts'
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
    rate: { usage: 'Queues at most so many changes a second', type: 'string' },
    restart: { usage: 'Begins at the first key, where an earlier sweep was interrupted', type: 'boolean' },
    'dry-run': {
      usage: 'Says what differs and what would be done, changes nothing; exit code 1 if anything does',
      type: 'boolean',
    },
    ...jsonOption,
  },
  async run(context) {
    const { options, rules, terminal } = context
    const choices = readChoices(context)
    const stage = await context.stage()
    const composed = await composeSweep(stage, rules, choices, terminal)
    noteTrouble(await readStageTrouble(stage), terminal)
    return interruptible((signal) =>
      options['dry-run'] ? showPlan(composed, context, signal) : sweepFrom(composed, context, signal),
    )
  },
}

function readChoices({ options }: CommandContext): SweepChoices {
  return {
    prefix: optionalText(options, 'prefix') ?? '',
    metadata: options.metadata === true,
    deep: options.deep === true,
    adopts: options.adopt === true,
    perSecond: optionalNumber(options, 'rate', 1),
  }
}

async function sweepFrom(composed: ComposedSweep, context: CommandContext, signal: AbortSignal): Promise<number> {
  const { options, terminal } = context
  if (options.restart) await composed.cursor.write(undefined)
  const position = await composed.cursor.read()
  if (position)
    terminal.note(
      `Goes on after ${visible(position.after)}, where the last one ended; --restart begins at the first key.`,
    )
  const result = await runSweep(composed, terminal, signal)
  terminal.progress('')
  terminal.print(options.json ? JSON.stringify(result) : tellResult(result, queuedText(result), terminal.columns))
  if (result.complete) return 0
  terminal.note('Interrupted. Run the same command again to go on from here.')
  return INTERRUPTED
}

/** Sweeps and repairs, until the end or until it is interrupted. */
export async function runSweep(composed: ComposedSweep, terminal: Terminal, signal: AbortSignal): Promise<SweepResult> {
  const tally = new WatchedTally(terminal)
  tally.count(composed, signal)
  const onWait = (waiting: number) => terminal.progress(`${waiting.toLocaleString('en')} changes wait in the queue`)
  const mayGoOn = () => awaitRoom(composed.depth, limits.sweepQueueMax, { signal, onWait })
  const onPage: WatchedTally['add'] = (page, queued) => tally.add(page, queued)
  const { complete } = await sweep({ ...composed, mayGoOn, onPage })
  const { catalog } = composed
  const goesOn = complete && catalog !== undefined && composed.prefix === ''
  const isWhole = goesOn ? await sweepExtras({ ...composed, catalog, mayGoOn, onPage }) : complete
  return tally.result(isWhole)
}

async function showPlan(
  composed: ComposedSweep,
  { options, terminal }: CommandContext,
  signal: AbortSignal,
): Promise<number> {
  let isFirst = true
  const result = await dryRun(composed, terminal, {
    signal,
    tell(difference) {
      if (options.json) return terminal.print(JSON.stringify(difference))
      if (isFirst) terminal.print(planHead(terminal.columns))
      isFirst = false
      terminal.print(planLine(difference, terminal.columns))
    },
  })
  terminal.progress('')
  if (!options.json) terminal.print(tellResult(result, 'nothing was changed', terminal.columns))
  if (!result.complete) return INTERRUPTED
  return result.differences === 0 ? 0 : 1
}

function queuedText({ queued }: SweepResult): string {
  return queued === 1 ? '1 change is queued' : `${queued.toLocaleString('en')} changes are queued`
}
