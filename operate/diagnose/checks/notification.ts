import { covers, type Destination } from '../../stage/notification.ts'
import { readSourceTemplate } from '../../stage/source-template.ts'
import { type Check, judge } from '../check.ts'
import type { DiagnosisContext } from '../context.ts'
import { repairCommand } from '../repair-command.ts'
import { bucket } from './bucket.ts'

/** S3 reports every change of every key that is mirrored. */
export const notification: Check = {
  description: 'The bucket reports its changes to the queue, and no filter hides keys',
  needs: [bucket],
  async run(context) {
    const [{ destinations }, { arn }] = await Promise.all([context.bucket.notification(), context.queue()])
    const ours = destinations.filter((destination) => destination.kind === 'queue' && destination.arn === arn)
    const issues =
      ours.length === 0 ? [`nothing of ${context.bucket.name} is reported to ${arn}`] : gapsOf(ours, context)
    return judge(issues, `${repairCommand(context.stage)} puts it right. The next sweep finds what was missed.`)
  },
}

/** What is not reported of the keys of some source. */
function gapsOf(ours: readonly Destination[], { rules }: DiagnosisContext): readonly string[] {
  const sources = (rules.config.sources ?? [{}]).map(({ prefix = '' }) => prefix)
  const gaps = readSourceTemplate().events.flatMap((event) => {
    const reporting = ours.filter(({ events }) => events.some((pattern) => covers(pattern, event)))
    if (reporting.length === 0) return [`${event} is not reported`]
    const isHidden = (source: string) =>
      !reporting.some(({ prefix, suffix }) => source.startsWith(prefix) && suffix === '')
    const filters = reporting.map(({ prefix, suffix }) => `${prefix}*${suffix}`).join(', ')
    return sources.some(isHidden) ? [`${event} is reported for ${filters} only`] : []
  })
  return [...new Set(gaps)]
}
