import { visibilitySecondsLeast } from '../../stage/timing.ts'
import { type Check, judge } from '../check.ts'

/** No message comes back while a worker is still at it. */
export const visibility: Check = {
  description: "The queue's visibility timeout is at least six times the worker's timeout",
  async run({ queue, worker }) {
    const [{ visibilitySeconds }, { timeoutSeconds }] = await Promise.all([queue(), worker()])
    const least = visibilitySecondsLeast(timeoutSeconds)
    const issues = visibilitySeconds >= least ? [] : [`expected at least ${least} s, found ${visibilitySeconds} s`]
    return judge(issues, 'Set visibilityTimeoutSeconds and workerTimeoutSeconds in serverless.yml, and deploy.')
  },
}
