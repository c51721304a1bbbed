import { systemClock } from '../../shared/adapters/clock.ts'
import { listWithheld } from '../../shared/guard/guard.ts'
import { type Command, isConfirmed, jsonOption, yesOption } from '../cli/command.ts'
import { guardOf, storesOf } from '../stage/stores.ts'
import { deletions, KEYS_SHOWN, keyLines, releaseQuestion, renderGuard } from './report.ts'

/** `sls guard show`: whether the guard against mass deletion has tripped, and which assets it keeps. */
export const guardShow: Command = {
  path: ['guard', 'show'],
  usage: 'Shows whether the guard against mass deletion has tripped, and what it keeps',
  options: { ...jsonOption },
  async run({ options, stage, terminal }) {
    const opened = await stage()
    const { guard, limits } = guardOf(opened)
    const { ledger } = storesOf(opened)
    const [state, withheld] = await Promise.all([guard.state(), listWithheld(ledger)])
    const isTripped = state.trippedMs !== undefined
    const report = { isTripped, state, limits, withheld: withheld.length, keys: withheld.slice(0, KEYS_SHOWN) }
    if (options.json) terminal.print(JSON.stringify(report, null, 2))
    else terminal.print(renderGuard({ state, limits, withheld }, systemClock.nowMs(), terminal.columns))
    return 0
  },
}

/** `sls guard release`: lets the withheld deletions through. */
export const guardRelease: Command = {
  path: ['guard', 'release'],
  usage: 'Lets the deletions through that the guard has withheld',
  options: { ...yesOption, ...jsonOption },
  async run(context) {
    const { options, terminal } = context
    const stage = await context.stage()
    const { guard } = guardOf(stage)
    const { ledger, queue } = storesOf(stage)
    const [state, withheld] = await Promise.all([guard.state(), listWithheld(ledger)])
    if (withheld.length === 0 && state.trippedMs === undefined) {
      terminal.print(options.json ? JSON.stringify({ queued: 0, keys: [] }) : 'Nothing is withheld.')
      return 0
    }
    for (const line of keyLines(withheld)) terminal.note(line)
    const question = releaseQuestion(withheld.length)
    if (!(await isConfirmed(context, question))) {
      terminal.note('Nothing was released.')
      return 1
    }
    const queued = await guard.release(ledger, queue)
    const keys = withheld.slice(0, KEYS_SHOWN)
    if (options.json) terminal.print(JSON.stringify({ queued, keys }, null, 2))
    else terminal.print(`Queued ${deletions(queued)}. Deletions are let through again.`)
    return 0
  },
}
