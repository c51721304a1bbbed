import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { readAlarms } from '../aws.ts'
import { type Check, judge } from '../check.ts'
import { ftpChoiceOf } from '../ftp-choice.ts'

const RESOURCES = new URL('../../../resources/', import.meta.url)
const alarmSchema = z.object({ Properties: z.object({ AlarmName: z.string().optional() }) })
const templateSchema = z.object({ Resources: z.record(z.string(), alarmSchema) })

/** Every alarm of the templates is there and notifies a topic. */
export const alarms: Check = {
  description: 'All alarms are there, and notify a topic',
  notLocally: 'the local stack has no CloudWatch; its console shows what happens',
  async run({ stage }) {
    const prefix = stage.functionName('')
    const found = new Map((await readAlarms(stage, prefix)).map((alarm) => [alarm.name, alarm]))
    const hasServer = ftpChoiceOf(stage).protocols.length > 0
    const issues = readAlarmNames({ hasServer }).flatMap((name) => {
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

/**
 * The names of all alarms of a stage's templates, without the service's and the stage's, such as `dead-letters`; with those that only a
 * server for FTP clients has.
 */
export function readAlarmNames({ hasServer = false } = {}): readonly string[] {
  return ['alarms.yml', ...(hasServer ? ['identity.yml'] : [])].flatMap((name) => {
    const text = readFileSync(new URL(name, RESOURCES), 'utf8')
    const { Resources } = templateSchema.parse(parse(text, { logLevel: 'error' }))
    // Each is called SERVICE-STAGE-NAME, both variables of the framework.
    return Object.values(Resources).flatMap(({ Properties }) => Properties.AlarmName?.replace(/^.*\}-/, '') ?? [])
  })
}
