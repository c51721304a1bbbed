import type { ResourceIdentity } from '../../local/deployment/intrinsics.ts'
import { LOCAL_ACCOUNT } from '../../local/deployment/provision.ts'

const REGION = 'us-east-1'
const NAME = 'ftp-api-for-cloudinary-dev'
const AWS = `${REGION}:${LOCAL_ACCOUNT}`
/** What a deploy of the stage dev makes, by ARNs, and an object and the marker of its bucket. */
export const BUCKET = `arn:aws:s3:::${NAME}-${LOCAL_ACCOUNT}`
export const QUEUE = `arn:aws:sqs:${AWS}:${NAME}-changes`
export const DEAD_LETTERS = `arn:aws:sqs:${AWS}:${NAME}-dead-letters`
export const TABLE = `arn:aws:dynamodb:${AWS}:table/${NAME}-ledger`
export const INDEXES = [`${TABLE}/index/content`, `${TABLE}/index/identity`]
export const SECRET = `arn:aws:secretsmanager:${AWS}:secret:ftp-api-for-cloudinary/dev/cloudinary-url-a1B2c3`
export const MAPPING_ID = '14e0db71-5d35-4eb5-b481-8945cf9d10c2'
export const MAPPING = `arn:aws:lambda:${AWS}:event-source-mapping:${MAPPING_ID}`
export const SWEEP = `arn:aws:lambda:${AWS}:function:${NAME}-sweep`
const logGroup = (name: string) => `arn:aws:logs:${AWS}:log-group:/aws/lambda/${NAME}-${name}:*`
export const logStream = (name: string) => logGroup(name).replace(/\*$/, 'log-stream:2026/11/24/x')

export const OBJECT = `${BUCKET}/shoot/a.jpg`
export const MARKER = `${BUCKET}/.wellknown/cloudinary/demo`

/** The partitions of the table that there are rows in. */
export const [ENTRIES, OWNER, GUARD, BREAKER, CURSORS] = [
  `${NAME}-${LOCAL_ACCOUNT}`,
  'owner#47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
  `guard#${NAME}-${LOCAL_ACCOUNT}`,
  `breaker#${NAME}-${LOCAL_ACCOUNT}`,
  `sweep#${NAME}-${LOCAL_ACCOUNT}`,
] as const

/** The names under which the resources exist after a deploy. */
export const identities: ReadonlyMap<string, ResourceIdentity> = new Map([
  ['AWS::Partition', { ref: 'aws', attributes: {} }],
  ['AWS::Region', { ref: REGION, attributes: {} }],
  ['AWS::AccountId', { ref: LOCAL_ACCOUNT, attributes: {} }],
  ['ChangeQueue', { ref: '', attributes: { Arn: QUEUE } }],
  ['DeadLetterQueue', { ref: '', attributes: { Arn: DEAD_LETTERS } }],
  ['LedgerTable', { ref: '', attributes: { Arn: TABLE } }],
  ['WorkerLogGroup', { ref: '', attributes: { Arn: logGroup('worker') } }],
  ['SweepLogGroup', { ref: '', attributes: { Arn: logGroup('sweep') } }],
  ['BreakerLogGroup', { ref: '', attributes: { Arn: logGroup('breaker') } }],
  ['WorkerEventSourceMappingSQSChangeQueue', { ref: MAPPING_ID, attributes: {} }],
  ['SweepLambdaFunction', { ref: '', attributes: { Arn: SWEEP } }],
  ['WebhookLogGroup', { ref: '', attributes: { Arn: logGroup('webhook') } }],
])
