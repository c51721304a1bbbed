import { readIdentity } from '../../stage/identity.ts'
import { type Check, judge } from '../check.ts'
import { cloudOf } from '../context.ts'

/** The credentials at hand are those of the stage's account, and the region is the stage's. */
export const credentials: Check = {
  description: "AWS takes the credentials, which are for the stage's account and region",
  notLocally: 'the emulators take any credentials',
  async run(context) {
    const cloud = cloudOf(context)
    const [{ account }, { arn }] = await Promise.all([readIdentity(cloud.sts), context.queue()])
    const [, , , region, owner] = arn.split(':')
    const issues = [
      ...(account === owner ? [] : [`expected credentials of the account ${owner}, found those of ${account}`]),
      ...(cloud.region === region ? [] : [`expected the region ${region}, found ${cloud.region}`]),
    ]
    return judge(issues, 'Choose the profile by AWS_PROFILE, and the region by AWS_REGION in .env or by --region.')
  },
}
