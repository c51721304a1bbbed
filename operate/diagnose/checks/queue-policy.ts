import { typed } from '../../cli/typed.ts'
import { type Check, judge } from '../check.ts'
import type { DiagnosisContext } from '../context.ts'
import { conditionOf, deniesPlainHttp, grantsOf } from '../grants.ts'

const S3 = 's3.amazonaws.com'

/** S3 may send for this bucket of this account, and nothing is taken without TLS. */
export const queuePolicy: Check = {
  description: "The queue's policy lets S3 send, for this bucket only, and by TLS only",
  async run(context) {
    const issues = [...(await sendingIssues(context)), ...(await transportIssues(context))]
    return judge(
      issues,
      typed`npx sls connect --repair --stage ${context.stage.name} puts it back; other statements that let S3 send are yours to take away.`,
    )
  },
}

async function sendingIssues({ queue, bucket }: DiagnosisContext): Promise<string[]> {
  const { arn, policy } = await queue()
  const grants = grantsOf(policy, { principal: S3, action: 'sqs:SendMessage', resource: arn })
  if (grants.length === 0) return [`no statement lets ${S3} send to ${arn}`]
  const account = arn.split(':')[4] ?? ''
  const expected = [
    ['aws:SourceArn', bucket.arn],
    ['aws:SourceAccount', account],
  ] as const
  const isRight = (grant: (typeof grants)[number]) =>
    expected.every(([key, value]) => conditionOf(grant, key).join() === value)
  if (grants.every(isRight)) return []
  const wrong = grants.filter((grant) => !isRight(grant))
  return wrong.flatMap((grant) =>
    expected.flatMap(([key, value]) => {
      const found = conditionOf(grant, key).join(', ') || 'nothing'
      return found === value ? [] : [`expected ${key} to be ${value}, found ${found}`]
    }),
  )
}

async function transportIssues({ queue }: DiagnosisContext): Promise<string[]> {
  const { policy } = await queue()
  return deniesPlainHttp(policy, 'sqs') ? [] : ['no statement denies access without TLS']
}
