import { type Check, judge } from '../check.ts'

/** Lambda hands the queue's messages to the worker, and listens to which of them have failed. */
export const mapping: Check = {
  description: 'The worker takes changes from the queue, and reports each that fails',
  async run({ mappings, queue, stage, cloud }) {
    const { arn } = await queue()
    const ours = (await mappings()).filter(({ queueArn }) => queueArn === arn)
    const worker = stage.functionName('worker')
    if (ours.length === 0) {
      return judge([`no event source mapping leads from ${arn} to ${worker}`], `npx sls deploy --stage ${stage.name}`)
    }
    const paused = ours.filter(({ state }) => /^Disabl/.test(state))
    if (paused.length > 0) {
      const endpoint = cloud ? '' : ' (with --endpoint-url, as the stack is local)'
      const resume = paused.map(({ id }) => `aws lambda update-event-source-mapping --uuid ${id} --enabled`)
      const advice = `Unless somebody has paused it on purpose, resume it: ${resume.join('; ')}${endpoint}`
      return judge(['the queue is paused: changes wait'], advice)
    }
    const isDeaf = ours.some(({ reportsBatchItemFailures }) => !reportsBatchItemFailures)
    const issues = isDeaf ? ['ReportBatchItemFailures is missing: changes that fail are taken for done, and lost'] : []
    return judge(
      issues,
      `Put functionResponseType back in serverless.yml, and run npx sls deploy --stage ${stage.name}.`,
    )
  },
}
