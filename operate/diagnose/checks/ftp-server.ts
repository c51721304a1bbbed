import type { FtpServer } from '../aws-ftp.ts'
import { type Check, judge, skipped, warn } from '../check.ts'
import { type FtpChoice, ftpChoiceOf, LOCAL_SERVER, NO_SERVER } from '../ftp-choice.ts'

/** The server is there, runs, and is reached as was chosen. */
export const ftpServer: Check = {
  description: 'The server for FTP clients is online, and reached as was chosen',
  notLocally: LOCAL_SERVER,
  async run(context) {
    const { stage } = context
    const choice = ftpChoiceOf(stage)
    if (choice.protocols.length === 0) return skipped(NO_SERVER)
    const server = await context.ftpServer()
    const deploy = `npx sls deploy --stage ${stage.name}`
    if (!server) return judge([`no server of AWS Transfer Family asks ${stage.functionName('identity')}`], deploy)
    if (server.state !== 'ONLINE') {
      const advice = `aws transfer start-server --server-id ${server.id}; it costs the same while it stands still.`
      return judge([`expected the server ${server.id} to be ONLINE, found ${server.state}`], advice)
    }
    const issues = differences(server, choice)
    if (issues.length > 0) return judge(issues, `${deploy}, with the parameters that it is meant to have.`)
    if (!server.protocols.includes('FTP')) return { kind: 'pass' }
    const clear = `${server.id} speaks FTP: passwords and files cross the network for anyone there to read`
    return warn([clear], 'Leave ftp out of transfer as soon as no client needs it.')
  },
}

function differences(server: FtpServer, { protocols, endpoint }: FtpChoice): string[] {
  const [spoken, chosen] = [server.protocols, protocols].map((names) => [...names].sort().join(', '))
  const type = endpoint === 'public' ? 'PUBLIC' : 'VPC'
  return [
    ...(spoken === chosen ? [] : [`expected ${chosen}, found ${spoken}`]),
    ...(server.endpointType === type ? [] : [`expected a ${type} endpoint, found ${server.endpointType}`]),
    ...addressIssues(server, endpoint === 'internet'),
  ]
}

function addressIssues({ addresses, subnets }: FtpServer, facesInternet: boolean): string[] {
  if (addresses === (facesInternet ? subnets : 0)) return []
  const expected = facesInternet
    ? `as many addresses on the internet as subnets, which are ${subnets}`
    : 'no addresses on the internet'
  return [`expected ${expected}, found ${addresses}`]
}
