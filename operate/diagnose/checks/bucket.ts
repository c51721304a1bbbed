import { type Check, judge } from '../check.ts'

/** The source is there, and may be read. */
export const bucket: Check = {
  description: 'The bucket is there, in the region of the stage',
  async run({ bucket, queue, stage }) {
    const found = await bucket.confirm().catch((thrown: unknown) => nameOf(thrown))
    if (typeof found === 'string') {
      const issues = [`expected a bucket ${bucket.name} that may be read, found ${found}`]
      const own = 'Make it again as resources/source.yml says: a deploy does so only when it differs from the last one.'
      const existing = `Make it again, or set SOURCE_BUCKET to another and run npx sls deploy --stage ${stage.name}.`
      return judge(issues, stage.isBucketOfStack ? own : existing)
    }
    const [, , , region] = (await queue()).arn.split(':')
    const isElsewhere = found.region !== undefined && found.region !== region
    const issues = isElsewhere ? [`expected ${bucket.name} in ${region}, found it in ${found.region}`] : []
    return judge(issues, 'S3 reports to queues of its own region only: deploy the stage there, by AWS_REGION.')
  },
}

/** HEAD has no body: by its name alone an error says what it is. */
function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'an unknown error'
}
