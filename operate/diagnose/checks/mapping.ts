import { stopOf } from '../../../shared/breaker/state.ts'
import { typed } from '../../cli/typed.ts'
import { type Check, judge, skipped } from '../check.ts'
import { table } from './table.ts'

/** Lambda hands the queue's messages to the worker, and listens to which of them have failed. */
export const mapping: Check = {
  // What an operator has paused stands in it.
  needs: [table],
  description: 'The worker takes changes from the queue, and reports each that fails',
  async run({ mappings, queue, stage, breaker }) {
    const { arn } = await queue()
    const ours = (await mappings()).filter(({ queueArn }) => queueArn === arn)
    const worker = stage.functionName('worker')
    if (ours.length === 0) {
      return judge([`no event source mapping leads from ${arn} to ${worker}`], `npx sls deploy --stage ${stage.name}`)
    }
    const stopped = stopOf(await breaker())
    if (stopped?.code === 'paused')
      return skipped(typed`${stopped.reason}; npx sls resume --stage ${stage.name} goes on`)
    if (stopped)
      return judge([stopped.reason], 'Fix what it names, if it is yours; changes wait, and go on by themselves.')
    if (ours.some(({ state }) => /^Disabl/.test(state))) {
      const advice = `${stage.functionName('breaker')} delivers it again within a minute; if it does not, read its log.`
      return judge(['the queue is not delivered, though it is not paused: changes wait'], advice)
    }
    const isDeaf = ours.some(({ reportsBatchItemFailures }) => !reportsBatchItemFailures)
    const issues = isDeaf ? ['ReportBatchItemFailures is missing: changes that fail are taken for done, and lost'] : []
    return judge(
      issues,
      `Put functionResponseType back in serverless.yml, and run npx sls deploy --stage ${stage.name}.`,
    )
  },
}
