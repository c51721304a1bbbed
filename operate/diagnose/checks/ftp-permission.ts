import { readFunctionPolicy } from '../aws-ftp.ts'
import { type Check, judge, skipped } from '../check.ts'
import { LOCAL_SERVER, NO_SERVER } from '../ftp-choice.ts'
import { conditionOf, grantsOf } from '../grants.ts'
import { ftpServer } from './ftp-server.ts'

const TRANSFER = 'transfer.amazonaws.com'

/** The server may ask who a user is, and no other one may. */
export const ftpPermission: Check = {
  description: 'The server may ask the identity function, and no other server may',
  needs: [ftpServer],
  notLocally: LOCAL_SERVER,
  async run(context) {
    const { stage } = context
    const server = await context.ftpServer()
    if (!server) return skipped(NO_SERVER)
    const policy = await readFunctionPolicy(stage.lambda, stage.functionName('identity'))
    const access = { principal: TRANSFER, action: 'lambda:InvokeFunction', resource: server.functionArn }
    const sources = grantsOf(policy, access).map((grant) => conditionOf(grant, 'aws:SourceArn').join(', ') || 'any')
    if (!sources.includes(server.arn)) {
      const advice = `Put back the TransferIdentityPermission of resources/transfer.yml: npx sls deploy --stage ${stage.name}`
      return judge([`no statement lets ${server.arn} invoke ${server.functionArn}: nobody can log in`], advice)
    }
    const others = sources.filter((source) => source !== server.arn)
    return judge(
      others.map((source) => `a statement lets ${source} ask too, and try passwords`),
      `Take it from the policy of ${server.functionArn}: aws lambda remove-permission`,
    )
  },
}
