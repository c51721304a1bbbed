import type { DescribedServer } from '@aws-sdk/client-transfer'
import type { Check, Finding } from '../../../operate/diagnose/check.ts'
import { ACCOUNT, DeployedStage } from './deployed.ts'

export const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:ftp-api-for-cloudinary-dev-identity`
export const SERVER = `arn:aws:transfer:eu-west-1:${ACCOUNT}:server/s-0123456789abcdef0`
export const NOW_MS = Date.UTC(2026, 10, 28)
/** What the stage was deployed with. */
export const CHOSEN = { TRANSFER: 'sftp,ftps', TRANSFER_ENDPOINT: 'internet', TRANSFER_HOST_NAME: 'ftp.example.com' }

const $metadata = {}

/** A deployed stage with a server for FTP clients, which is as was chosen but for what is changed. */
export class FtpStage extends DeployedStage {
  constructor(changed: Partial<DescribedServer> = {}) {
    super()
    const Server: DescribedServer = {
      Arn: SERVER,
      State: 'ONLINE',
      Protocols: ['SFTP', 'FTPS'],
      EndpointType: 'VPC',
      EndpointDetails: { SubnetIds: ['subnet-1', 'subnet-2'], AddressAllocationIds: ['eipalloc-1', 'eipalloc-2'] },
      Certificate: `arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/1`,
      IdentityProviderDetails: { Function: FUNCTION },
      ...changed,
    }
    this.answer(this.stage.lambda, { GetFunctionConfigurationCommand: { $metadata, FunctionArn: FUNCTION } })
    this.answer(this.cloud.transfer, {
      ListServersCommand: {
        $metadata,
        Servers: [
          { Arn: 'arn:other', ServerId: 's-1', IdentityProviderType: 'SERVICE_MANAGED' },
          { Arn: SERVER, ServerId: 's-0123456789abcdef0', IdentityProviderType: 'AWS_LAMBDA' },
        ],
      },
      DescribeServerCommand: { $metadata, Server },
    })
  }

  /** What a check finds where the stage was deployed with these. */
  async finding(check: Check, environment: Record<string, string> = CHOSEN): Promise<Finding> {
    const finding = await this.find(check, { stage: { ...this.stage, environment }, nowMs: () => NOW_MS })
    this.stage.close()
    return finding
  }

  /** The kind of what a check finds, and its issues. */
  async issues(check: Check, environment?: Record<string, string>): Promise<readonly string[]> {
    const finding = await this.finding(check, environment)
    return 'issues' in finding ? [finding.kind, ...finding.issues] : [finding.kind]
  }
}
