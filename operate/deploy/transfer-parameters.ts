import { z } from 'zod'
import { choice, optional, type Parameter, text } from './kinds.ts'

/** Source: AWS Transfer Family User Guide, "Create a server in a virtual private cloud". */
const SUBNETS_MOST = 3
/** Three rules for each are the 60 that a security group has. */
const SOURCES_MOST = 20

const OCTET = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const SOURCE = new RegExp(`^(pl-[0-9a-f]{8,17}|(${OCTET}\\.){3}${OCTET}/(3[0-2]|[12]?\\d))$`)

/** In one order only: conditions of the template compare the text. */
const PROTOCOLS = ['sftp', 'ftps', 'ftp', 'sftp,ftps', 'sftp,ftp', 'ftps,ftp', 'sftp,ftps,ftp'] as const

/** The parameters of the server for FTP clients. */
export const transferParameters = {
  // The local stack's own server, which is none of AWS's, has a word for itself.
  transfer: choice('a server for FTP clients, by what it speaks', ['off', 'local', ...PROTOCOLS]),
  transferEndpoint: choice(
    "how the server for FTP clients is reached: by an address of AWS's own, by addresses of yours on the internet, or within a network",
    ['public', 'internet', 'private'],
  ),
  transferVpc: optional(
    text(/^vpc-[0-9a-f]{8,17}$/, 'the network of the server for FTP clients: a VPC', 'vpc-0123456789abcdef0'),
  ),
  transferSubnets: optional(
    several(
      /^subnet-[0-9a-f]{8,17}$/,
      SUBNETS_MOST,
      `the subnets of the server for FTP clients: 1 to ${SUBNETS_MOST}, each in another zone`,
      'subnet-0123456789abcdef0,subnet-1123456789abcdef0',
    ),
  ),
  transferSources: several(
    SOURCE,
    SOURCES_MOST,
    `who may connect to the server for FTP clients: at most ${SOURCES_MOST} blocks of IPv4 addresses or managed prefix lists`,
    '203.0.113.0/24,pl-0123456789abcdef0',
  ),
  transferHostName: optional(
    text(
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      'what FTP clients call the server: a host name, in lowercase letters',
      'ftp.example.com',
    ),
  ),
  transferHostedZone: optional(
    text(
      /^Z[A-Z0-9]{1,31}$/,
      'the Route 53 zone that gets the record of the host name: its ID',
      'Z0123456789ABCDEFGHIJ',
    ),
  ),
  transferCertificate: optional(
    text(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      'the certificate for FTPS: its ARN in AWS Certificate Manager',
      'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000',
    ),
  ),
  transferSecurityPolicy: text(
    /^TransferSecurityPolicy-[A-Za-z0-9-]{1,76}$/,
    'which ciphers the server for FTP clients takes: a security policy of AWS Transfer Family',
    'TransferSecurityPolicy-2025-03',
  ),
  transferBucketKey: optional(
    text(
      /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
      'the KMS key of a bucket that is there already, of the same account and region: its ID',
      '00000000-0000-0000-0000-000000000000',
    ),
  ),
} as const

/** Distinct texts of a form, with commas between them and nothing else. */
function several(pattern: RegExp, most: number, expected: string, example: string): Parameter<readonly string[]> {
  const items = z.string().transform((given) => given.split(','))
  const isRight = (given: readonly string[]) =>
    given.every((one) => pattern.test(one)) && new Set(given).size === given.length && given.length <= most
  return { schema: items.refine(isRight), expected: `${expected}, with commas between them`, example }
}
