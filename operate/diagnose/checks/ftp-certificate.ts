import { readCertificate } from '../aws-ftp.ts'
import { type Check, judge, skipped, warn } from '../check.ts'
import { cloudOf } from '../context.ts'
import { ftpChoiceOf, LOCAL_SERVER } from '../ftp-choice.ts'
import { ftpServer } from './ftp-server.ts'

const MONTH_MS = 30 * 86_400_000

/** A client that checks certificates, as all do by default, takes this one for the server's. */
export const ftpCertificate: Check = {
  description: "The certificate for FTPS is valid, and for the server's host name",
  needs: [ftpServer],
  notLocally: LOCAL_SERVER,
  async run(context) {
    const server = await context.ftpServer()
    if (!server?.protocols.includes('FTPS')) return skipped('the server speaks no FTPS')
    const { acm, region } = cloudOf(context)
    const arn = server.certificateArn ?? ''
    const { status, names, endsAt, isRenewed } = await readCertificate(acm, arn)
    const hostName = ftpChoiceOf(context.stage).hostName ?? `${server.id}.server.transfer.${region}.amazonaws.com`
    const leftMs = endsAt === undefined ? Number.POSITIVE_INFINITY : endsAt.getTime() - context.nowMs()
    const isFor = names.some((name) => covers(name, hostName))
    const issues = [
      ...(status === 'ISSUED' ? [] : [`expected it to be ISSUED, found ${status}`]),
      ...(isFor ? [] : [`it is for ${names.join(', ')}, and clients connect to ${hostName}`]),
      ...(leftMs > 0 ? [] : [`it has expired, ${endsAt?.toISOString()}`]),
    ]
    if (issues.length === 0 && leftMs < MONTH_MS && !isRenewed) {
      const ends = `it expires on ${endsAt?.toISOString()}, and ACM renews none that was imported`
      return warn([ends], `Import a new one: aws acm import-certificate --certificate-arn ${arn}`)
    }
    return judge(
      issues,
      'Give a certificate for the name by transferCertificate, and the name by transferHostName; deploy.',
    )
  },
}

/** An asterisk stands for one label. Source: RFC 9525, section 6.3. */
function covers(name: string, hostName: string): boolean {
  const [pattern, host] = [name.toLowerCase(), hostName.toLowerCase()]
  return pattern.startsWith('*.') ? host.replace(/^[^.]+/, '*') === pattern : host === pattern
}
