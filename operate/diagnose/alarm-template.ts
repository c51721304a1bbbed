import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const FILE = new URL('../../resources/alarms.yml', import.meta.url)
const alarmSchema = z.object({ Properties: z.object({ AlarmName: z.string() }) })
const templateSchema = z.object({ Resources: z.record(z.string(), alarmSchema) })

/** The names of all alarms in resources/alarms.yml, without the service's and the stage's, such as `dead-letters`. */
export function readAlarmNames(): readonly string[] {
  const { Resources } = templateSchema.parse(parse(readFileSync(FILE, 'utf8'), { logLevel: 'error' }))
  // Each is called SERVICE-STAGE-NAME, both variables of the framework.
  return Object.values(Resources).map(({ Properties }) => Properties.AlarmName.replace(/^.*\}-/, ''))
}
