import { type ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm'
import {
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  type LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda'
import { DescribeServerCommand, paginateListServers, type TransferClient } from '@aws-sdk/client-transfer'
import { type PolicyDocument, parsePolicy } from '../stage/policy.ts'

/** A server of AWS Transfer Family, as it is. */
export interface FtpServer {
  readonly id: string
  readonly arn: string
  /** Such as `ONLINE`. */
  readonly state: string
  /** Such as `SFTP`. */
  readonly protocols: readonly string[]
  readonly endpointType: string
  readonly subnets: number
  /** Those that reach it from the internet. */
  readonly addresses: number
  readonly certificateArn: string | undefined
  /** What it asks who a user is. */
  readonly functionArn: string
}

/** Finds the server that asks a function who a user is; undefined where none does. */
export async function findFtpServer(
  { lambda }: { readonly lambda: LambdaClient },
  transfer: TransferClient,
  FunctionName: string,
): Promise<FtpServer | undefined> {
  const { FunctionArn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  for await (const { Servers = [] } of paginateListServers({ client: transfer }, {})) {
    const asking = Servers.filter(({ IdentityProviderType }) => IdentityProviderType === 'AWS_LAMBDA')
    const servers = await Promise.all(asking.map(({ ServerId = '' }) => readServer(transfer, ServerId)))
    const found = servers.find(({ functionArn }) => functionArn === FunctionArn)
    if (found) return found
  }
  return undefined
}

async function readServer(transfer: TransferClient, ServerId: string): Promise<FtpServer> {
  const { Server } = await transfer.send(new DescribeServerCommand({ ServerId }))
  const { SubnetIds = [], AddressAllocationIds = [] } = Server?.EndpointDetails ?? {}
  return {
    id: ServerId,
    arn: Server?.Arn ?? '',
    state: Server?.State ?? 'unknown',
    protocols: Server?.Protocols ?? [],
    endpointType: Server?.EndpointType ?? 'unknown',
    subnets: SubnetIds.length,
    addresses: AddressAllocationIds.length,
    certificateArn: Server?.Certificate,
    functionArn: Server?.IdentityProviderDetails?.Function ?? '',
  }
}

/** A certificate of AWS Certificate Manager. */
export interface Certificate {
  /** Such as `ISSUED`. */
  readonly status: string
  /** The host names that it is for, in which an asterisk may stand for a label. */
  readonly names: readonly string[]
  /** Undefined before it is issued. */
  readonly endsAt: Date | undefined
  /** False where somebody has imported it: ACM renews what it has issued. */
  readonly isRenewed: boolean
}

/** Reads a certificate. */
export async function readCertificate(acm: ACMClient, CertificateArn: string): Promise<Certificate> {
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }))
  const { DomainName = '', SubjectAlternativeNames = [], Status = 'unknown', NotAfter, Type } = Certificate ?? {}
  return {
    status: Status,
    names: [...new Set([DomainName, ...SubjectAlternativeNames])],
    endsAt: NotAfter,
    isRenewed: Type !== 'IMPORTED',
  }
}

/** Who may invoke a function; undefined where it has no policy. */
export async function readFunctionPolicy(
  lambda: LambdaClient,
  FunctionName: string,
): Promise<PolicyDocument | undefined> {
  try {
    const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName }))
    return parsePolicy(Policy)
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return undefined
    throw thrown
  }
}
