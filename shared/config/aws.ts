import { readSettings, textSetting } from './settings.ts'

/** How a function reaches a service of AWS. */
export interface AwsAccess {
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
  /** The origin of the service. */
  readonly endpoint: string
  /** What Lambda recognises a loop of functions and queues by. */
  readonly traceId: string | undefined
}

/** The services that are reached, each by its name in addresses and in the SDK's variables. */
const SERVICES = {
  dynamodb: 'DYNAMODB',
  lambda: 'LAMBDA',
  s3: 'S3',
  secretsmanager: 'SECRETS_MANAGER',
  sqs: 'SQS',
} as const

export type AwsService = keyof typeof SERVICES

const settings = {
  AWS_REGION: textSetting('the region of the function', 'us-east-1'),
  AWS_ACCESS_KEY_ID: textSetting('the access key of the function, as Lambda sets it', 'ASIAIOSFODNN7EXAMPLE'),
  AWS_SECRET_ACCESS_KEY: {
    ...textSetting('the secret access key of the function, as Lambda sets it', '...'),
    secret: true,
  },
} as const

/** The ends of addresses in partitions of AWS other than its first. Source: AWS General Reference, endpoints. */
const DOMAINS: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-iso-', 'c2s.ic.gov'],
]

/** Reads what Lambda tells a function, or throws a ConfigError. The SDK's variables for other endpoints hold here too. */
export function readAwsAccess(
  service: AwsService,
  texts: Readonly<Record<string, string | undefined>> = process.env,
): AwsAccess {
  const values = readSettings(settings, texts)
  const [, domain = 'amazonaws.com'] = DOMAINS.find(([prefix]) => values.AWS_REGION.startsWith(prefix)) ?? []
  const named = texts[`AWS_ENDPOINT_URL_${SERVICES[service]}`] || texts.AWS_ENDPOINT_URL
  return {
    region: values.AWS_REGION,
    accessKeyId: values.AWS_ACCESS_KEY_ID,
    secretAccessKey: values.AWS_SECRET_ACCESS_KEY,
    sessionToken: texts.AWS_SESSION_TOKEN || undefined,
    endpoint: named || `https://${service}.${values.AWS_REGION}.${domain}`,
    traceId: texts._X_AMZN_TRACE_ID || undefined,
  }
}
