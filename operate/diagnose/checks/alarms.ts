import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { readAlarms } from '../aws.ts'
import { type Check, judge } from '../check.ts'

const FILE = new URL('../../../resources/alarms.yml', import.meta.url)
const alarmSchema = z.object({ Properties: z.object({ AlarmName: z.string() }) })
const templateSchema = z.object({ Resources: z.record(z.string(), alarmSchema) })

/** Every alarm of the templates is there and notifies a topic. */
export const alarms: Check = {
  description: 'All alarms are there, and notify a topic',
  notLocally: 'the local stack has no CloudWatch; its console shows what happens',
  async run({ stage }) {
    const prefix = stage.functionName('')
    const found = new Map((await readAlarms(stage, prefix)).map((alarm) => [alarm.name, alarm]))
    const issues = readAlarmNames().flatMap((name) => {
      const alarm = found.get(`${prefix}${name}`)
      if (!alarm) return [`there is no alarm ${prefix}${name}`]
      if (!alarm.isEnabled) return [`the actions of the alarm ${alarm.name} are switched off`]
      return alarm.topics.length === 0 ? [`the alarm ${alarm.name} notifies no topic`] : []
    })
    return judge(
      issues,
      `npx sls deploy --stage ${stage.name}, or aws cloudwatch enable-alarm-actions for those switched off.`,
    )
  },
}

/** The names of all alarms in resources/alarms.yml, without the service's and the stage's, such as `dead-letters`. */
export function readAlarmNames(): readonly string[] {
  const { Resources } = templateSchema.parse(parse(readFileSync(FILE, 'utf8'), { logLevel: 'error' }))
  // Each is called SERVICE-STAGE-NAME, both variables of the framework.
  return Object.values(Resources).map(({ Properties }) => Properties.AlarmName.replace(/^.*\}-/, ''))
}
