import { systemClock } from '../../../shared/adapters/clock.ts'
import { typed } from '../../cli/typed.ts'
import { readStageTrouble } from '../../trouble/note.ts'
import { stopsAll } from '../../trouble/stage-trouble.ts'
import { tellTrouble } from '../../trouble/tell.ts'
import { type Check, judge, warn } from '../check.ts'
import { table } from './table.ts'

/** What goes wrong although everything is set up as it should be. */
export const trouble: Check = {
  description: 'Changes are mirrored: nothing stops them all, and no key is in trouble',
  needs: [table],
  async run({ stage }) {
    const { first, besides } = await readStageTrouble(stage)
    if (!first) return { kind: 'pass' }
    const issues = [first, ...besides].map((line) => tellTrouble(line, systemClock.nowMs()))
    const advice = `${first.advice ?? typed`sls queue says more`}.`
    return stopsAll(first) ? judge(issues, advice) : warn(issues, advice)
  },
}
