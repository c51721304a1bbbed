import { duration } from '../../cli/duration.ts'
import { type Check, judge } from '../check.ts'

/** The longest S3 event message. Source: S3 User Guide, "Event message structure", and SQS's quotas. */
const EVENT_BYTES_MAX = 65_536

/** The queues lose nothing by age or size. */
export const retention: Check = {
  description: 'The queues keep messages of any size, dead letters for longer than others',
  async run({ queue, deadLetterQueue }) {
    const [changes, dead] = await Promise.all([queue(), deadLetterQueue()])
    const small = [changes, dead].filter(({ messageBytesMax }) => messageBytesMax < EVENT_BYTES_MAX)
    const [longer, shorter] = [duration(dead.retentionSeconds), duration(changes.retentionSeconds)]
    const early = `dead letters are kept for ${longer} from their first sending, changes for ${shorter}`
    const issues = [
      ...(dead.retentionSeconds > changes.retentionSeconds ? [] : [`${early}: they would be gone at once`]),
      ...small.map(({ arn, messageBytesMax }) => `${arn} takes ${messageBytesMax} bytes; larger events are lost`),
    ]
    return judge(issues, 'Put back MessageRetentionPeriod and MaximumMessageSize of resources/queues.yml.')
  },
}
