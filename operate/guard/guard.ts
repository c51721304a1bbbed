import { systemClock } from '../../shared/adapters/clock.ts'
import { deletionsLimit } from '../../shared/guard/admission.ts'
import { listWithheld, releaseDeletions, type Withheld, type WithheldList } from '../../shared/guard/withheld.ts'
import { type Command, type CommandContext, isConfirmed, jsonOption, yesOption } from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { keyOrGlob } from '../cli/keys.ts'
import { optionalSeconds, optionalText } from '../cli/options.ts'
import { typed } from '../cli/typed.ts'
import type { Stage } from '../stage/stage.ts'
import { guardOf, storesOf } from '../stage/stores.ts'
import { type Release, releaseLines, releaseQuestion, releaseText, renderGuard } from './report.ts'

/** `sls guard show`: whether the guard against mass deletion has tripped, and all that it keeps. */
export const guardShow: Command = {
  path: ['guard', 'show'],
  usage: 'Shows whether the guard against mass deletion has tripped, and all that it keeps',
  options: { ...jsonOption },
  async run({ options, stage, terminal }) {
    const opened = await stage()
    const { guard, limits } = guardOf(opened)
    const [state, withheld] = await Promise.all([guard.state(), listWithheld(storesOf(opened).ledger)])
    if (options.json) {
      const { deletions, waiting, unreadable } = withheld
      const limit = { deletionsMax: deletionsLimit(state, limits), windowMs: limits.windowMs }
      const isTripped = state.trippedMs !== undefined
      const keys = deletions.map(({ key }) => key)
      const report = {
        isTripped,
        state,
        limits: limit,
        withheld: deletions.length,
        keys,
        deletions,
        waiting,
        unreadable,
      }
      printJson(terminal, report)
    } else terminal.print(renderGuard({ state, limits, withheld }, systemClock.nowMs(), terminal.columns))
    return 0
  },
}

/** `sls guard release`: lets withheld deletions through, all that it lists or some of them. */
export const guardRelease: Command = {
  path: ['guard', 'release'],
  usage: 'Lets the deletions through that the guard has withheld: exactly those that it lists',
  options: {
    key: { usage: 'Only keys that match this glob, such as "uploads/**"', type: 'string', shortcut: 'k' },
    prefix: { usage: 'Only keys that begin with it', type: 'string', shortcut: 'p' },
    since: { usage: 'Only what has been withheld for less than this, such as 2h', type: 'string' },
    ...yesOption,
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    const isMeant = selection(context)
    const stage = await context.stage()
    const { guard } = guardOf(stage)
    const [state, listed] = await Promise.all([guard.state(), listWithheld(storesOf(stage).ledger)])
    const meant = listed.deletions.filter(isMeant)
    const isAll = meant.length === listed.deletions.length
    const isNeeded = meant.length > 0 || (isAll && (state.trippedMs !== undefined || listed.waiting.length > 0))
    if (!isNeeded) {
      const stillWithheld = listed.deletions.length
      const isOpen = state.trippedMs === undefined
      const nothing: Release = { queued: 0, keys: [], outdated: 0, stillWithheld, isOpen }
      if (options.json) printJson(terminal, nothing)
      else terminal.print(nothingText(stillWithheld))
      return 0
    }
    for (const line of releaseLines(meant)) terminal.note(line)
    if (!(await isConfirmed(context, releaseQuestion(meant.length, { isAll })))) {
      terminal.note('Nothing was released.')
      return 1
    }
    const release = await releaseListed(stage, { deletions: meant, waiting: listed.waiting }, isAll)
    if (options.json) printJson(terminal, release)
    else terminal.print(releaseText(release))
    return 0
  },
}

/** What the options say of a deletion. Without any all are meant. */
function selection({ options }: CommandContext): (one: Withheld) => boolean {
  const glob = optionalText(options, 'key')
  const prefix = optionalText(options, 'prefix') ?? ''
  const matches = glob === undefined ? () => true : keyOrGlob(glob)
  const seconds = optionalSeconds(options, 'since')
  const leastMs = seconds === undefined ? 0 : systemClock.nowMs() - seconds * 1000
  return ({ key, sinceMs }) => key.startsWith(prefix) && matches(key) && sinceMs >= leastMs
}

/** Releases exactly what is listed. While a part of what was withheld is not released, the guard stays as it is. */
export async function releaseListed(stage: Stage, listed: WithheldList, isAll: boolean): Promise<Release> {
  const { ledger, queue, clock } = storesOf(stage)
  const released = await releaseDeletions(listed, { bucket: stage.bucket, ledger, queue, clock })
  if (isAll) await guardOf(stage).guard.reopen()
  const left = await listWithheld(ledger)
  return {
    queued: released.length,
    keys: released.map(({ key }) => key),
    outdated: listed.deletions.length - released.length,
    stillWithheld: left.deletions.length,
    isOpen: isAll,
  }
}

function nothingText(withheld: number): string {
  return withheld === 0
    ? 'Nothing is withheld.'
    : typed`No deletion that is withheld is meant: \`sls guard show\` lists all.`
}
