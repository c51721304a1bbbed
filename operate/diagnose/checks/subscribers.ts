import { readAlarms, readSubscribers } from '../aws.ts'
import { type Check, judge } from '../check.ts'
import { cloudOf } from '../context.ts'
import { alarms } from './alarms.ts'

/** Someone is notified of the alarms. */
export const subscribers: Check = {
  description: 'Someone has subscribed to the alarms, and confirmed it',
  needs: [alarms],
  notLocally: 'the local stack has no alarms',
  async run(context) {
    const { stage } = context
    const { sns } = cloudOf(context)
    const topics = new Set((await readAlarms(stage, stage.functionName(''))).flatMap(({ topics }) => topics))
    const counts = await Promise.all(
      [...topics].map(async (topic) => ({ topic, ...(await readSubscribers(sns, topic)) })),
    )
    const issues = counts
      .filter(({ confirmed }) => confirmed === 0)
      .map(({ topic, pending }) => `no one has confirmed a subscription to ${topic}; ${pending} pending`)
    const advice = `Confirm the mail that AWS has sent, or set ALARM_EMAIL in .env and run npx sls deploy --stage ${stage.name}.`
    return judge(issues, advice)
  },
}
