import { readAlarms } from '../../adapters/cloud.ts'
import { readAlarmNames } from '../alarm-template.ts'
import { type Check, judge } from '../check.ts'

/** Every alarm of the templates is there and tells somebody. */
export const alarms: Check = {
  description: 'All alarms are there, and tell a topic',
  notLocally: 'the local stack has no CloudWatch; its console shows what happens',
  async run({ stage }) {
    const prefix = stage.functionName('')
    const found = new Map((await readAlarms(stage, prefix)).map((alarm) => [alarm.name, alarm]))
    const issues = readAlarmNames().flatMap((name) => {
      const alarm = found.get(`${prefix}${name}`)
      if (!alarm) return [`there is no alarm ${prefix}${name}`]
      if (!alarm.isEnabled) return [`the actions of the alarm ${alarm.name} are switched off`]
      return alarm.topics.length === 0 ? [`the alarm ${alarm.name} tells nobody`] : []
    })
    return judge(
      issues,
      `npx sls deploy --stage ${stage.name}, or aws cloudwatch enable-alarm-actions for those switched off.`,
    )
  },
}
