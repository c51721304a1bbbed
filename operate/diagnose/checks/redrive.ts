import { limits } from '../../../shared/model/limits.ts'
import { type Check, judge } from '../check.ts'

/** What the queue gives up goes to the dead-letter queue, and not before the worker has given it up. */
export const redrive: Check = {
  description: 'What keeps failing goes to the dead-letter queue, and not too early',
  async run({ queue, deadLetterQueue }) {
    const [{ redrive }, { arn }] = await Promise.all([queue(), deadLetterQueue()])
    if (!redrive) return judge(['the queue has no redrive policy: what keeps failing is deleted in the end'], ADVICE)
    const { deadLetterTargetArn, maxReceiveCount } = redrive
    const few = `expected more than ${limits.failuresMax} receives before that, found ${maxReceiveCount}`
    const issues = [
      ...(deadLetterTargetArn === arn ? [] : [`expected dead letters to go to ${arn}, found ${deadLetterTargetArn}`]),
      ...(maxReceiveCount > limits.failuresMax ? [] : [`${few}: changes that only wait would be dead letters`]),
    ]
    return judge(issues, ADVICE)
  },
}

const ADVICE = 'Put back the RedrivePolicy of ChangeQueue in resources/queues.yml.'
