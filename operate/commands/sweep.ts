import type { SweepResult } from '../../shared/sweep/tally.ts'
import { remarkOnStop } from '../breaker.ts'
import { type Command, type CommandContext, jsonOption, optionalNumber, optionalText } from '../command.ts'
import { INTERRUPTED, interruptible } from '../interruption.ts'
import { visible } from '../output/table.ts'
import { dryRun } from '../sweep/dry-run.ts'
import { differ, planHead, planLine, reasonsTable } from '../sweep/report.ts'
import { runSweep } from '../sweep/run.ts'
import { type ConnectedSweep, connectSweep, type SweepChoices } from '../sweep/work.ts'

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
    restart: { usage: 'Begins anew, where an earlier sweep was interrupted', type: 'boolean' },
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
    const work = await connectSweep(stage, rules, choices, terminal)
    await remarkOnStop(stage, terminal)
    return interruptible((signal) =>
      options['dry-run'] ? showPlan(work, context, signal) : sweepFrom(work, context, signal),
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

async function sweepFrom(work: ConnectedSweep, context: CommandContext, signal: AbortSignal): Promise<number> {
  const { options, terminal } = context
  if (options.restart) await work.cursor.write(undefined)
  const after = await work.cursor.read()
  if (after !== undefined)
    terminal.note(`Goes on after ${visible(after)}, where the last one ended; --restart begins anew.`)
  const outcome = await runSweep(work, terminal, signal)
  terminal.progress('')
  if (options.json) terminal.print(JSON.stringify(outcome))
  else tell(outcome, terminal, queuedText(outcome))
  if (outcome.complete) return 0
  terminal.note('Interrupted. Run the same command again to go on from here.')
  return INTERRUPTED
}

async function showPlan(
  work: ConnectedSweep,
  { options, terminal }: CommandContext,
  signal: AbortSignal,
): Promise<number> {
  let isFirst = true
  const outcome = await dryRun(work, terminal, {
    signal,
    tell(difference) {
      if (options.json) return terminal.print(JSON.stringify(difference))
      if (isFirst) terminal.print(planHead(terminal.columns))
      isFirst = false
      terminal.print(planLine(difference, terminal.columns))
    },
  })
  terminal.progress('')
  if (!options.json) tell(outcome, terminal, 'nothing was changed')
  if (!outcome.complete) return INTERRUPTED
  return outcome.differences === 0 ? 0 : 1
}

function queuedText({ queued }: SweepResult): string {
  return queued === 1 ? '1 change is queued' : `${queued.toLocaleString('en')} changes are queued`
}

function tell({ compared, differences, reasons }: SweepResult, terminal: CommandContext['terminal'], what: string) {
  const keys = `${compared.toLocaleString('en')} ${compared === 1 ? 'key' : 'keys'} compared`
  if (differences === 0) return terminal.print(`${keys}, nothing differs.`)
  terminal.print(reasonsTable(reasons, terminal.columns))
  terminal.print(`${keys}, ${differ(differences)}; ${what}.`)
}
