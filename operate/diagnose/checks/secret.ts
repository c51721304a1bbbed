import { type Check, judge } from '../check.ts'

/** The worker's account can be read, and is one. */
export const secret: Check = {
  description: "Cloudinary's account is known: the secret can be read and is well-formed",
  async run({ stage, account, cloud }) {
    const issues = await account().then(
      () => [],
      (thrown: unknown) => [thrown instanceof Error ? thrown.message : 'the account cannot be read'],
    )
    const name = stage.environment.CLOUDINARY_URL_SECRET ?? ''
    const put = `aws secretsmanager put-secret-value --secret-id ${name} --secret-string file:///dev/stdin`
    const make = 'create-secret --name instead, if there is none'
    const advice = `Put cloudinary://API_KEY:API_SECRET@CLOUD_NAME into it: ${put} (${make}).`
    return judge(issues, cloud ? advice : 'Start the local stack again: it makes the account itself.')
  },
}
