import * as z from 'zod'
import { TRANSFERS, type Transfer } from '../model/desired-asset.ts'
import { type CloudinaryAccount, parseCloudinaryUrl } from '../ports/account.ts'
import { deletionsMaxSetting } from './deletions-max.ts'
import { numberSetting, optionalUrlSetting, readSettings, type Setting, textSetting } from './settings.ts'

/** cloudinary://KEY:SECRET@CLOUD, optionally with ?upload_prefix=ORIGIN. Parsed, so that nothing else handles the text. */
export const cloudinaryUrlSetting: Setting<CloudinaryAccount> = {
  schema: z.string().transform((text, context) => {
    const account = parseCloudinaryUrl(text)
    if (account) return account
    context.addIssue('malformed')
    return z.NEVER
  }),
  expected: "the account's API environment variable, as Cloudinary's console shows it",
  example: 'cloudinary://API_KEY:API_SECRET@CLOUD_NAME',
  secret: true,
}

/** Where Cloudinary cannot reach the bucket, the bytes of all objects are sent: a bucket of this machine, say. */
const transferSetting: Setting<Transfer | undefined> = {
  schema: z.union([z.literal('').transform(() => undefined), z.enum(TRANSFERS)]).optional(),
  expected: `how all objects are transferred, whatever the rules say: ${TRANSFERS.join(', ')}, or nothing`,
  example: 'stream',
}

type Texts = Readonly<Record<string, string | undefined>>

/** The account, or the name of the secret that holds it: exactly one of the two. */
function accountSettings(texts: Texts) {
  const url: Setting<CloudinaryAccount | undefined> = texts.CLOUDINARY_URL_SECRET ? nothingBesideSecret : urlOrSecret
  return { CLOUDINARY_URL: url, CLOUDINARY_URL_SECRET: secretNameSetting } as const
}

const urlOrSecret: Setting<CloudinaryAccount | undefined> = {
  ...cloudinaryUrlSetting,
  expected: `${cloudinaryUrlSetting.expected}, or in its place CLOUDINARY_URL_SECRET with the name of a secret that holds it`,
}

const nothingBesideSecret: Setting<CloudinaryAccount | undefined> = {
  schema: z
    .literal('')
    .optional()
    .transform(() => undefined),
  expected: 'nothing, because CLOUDINARY_URL_SECRET is set: unset one of the two',
  example: '',
  secret: true,
}

const secretNameSetting: Setting<string | undefined> = {
  schema: z.string().optional(),
  expected: 'the name of the secret in AWS Secrets Manager that holds the API environment variable',
  example: 'ftp-api-for-cloudinary/dev/cloudinary-url',
}

const storeSettings = {
  SOURCE_BUCKET: textSetting('the name of the S3 bucket that is mirrored', 'my-studio-uploads'),
  LEDGER_TABLE: textSetting('the name of the DynamoDB table of the ledger', 'ftp-api-for-cloudinary-dev-ledger'),
  QUEUE_URL: textSetting('the URL of the change queue', 'https://sqs.us-east-1.amazonaws.com/123456789012/changes'),
  DEAD_LETTER_QUEUE_URL: textSetting(
    'the URL of the dead-letter queue',
    'https://sqs.us-east-1.amazonaws.com/123456789012/dead-letters',
  ),
} as const

/** What a worker is told by numbers, and the address of the webhook. */
export const workerSettings = {
  SETTLE_SECONDS: numberSetting({ what: 'how long a delete or a copy waits for its other half', min: 0, max: 3600 }),
  ATTEMPT_SECONDS: numberSetting({
    what: 'how long after its sending a request to Cloudinary may still take effect',
    min: 1,
    max: 43_200,
  }),
  WEBHOOK_URL: optionalUrlSetting('where Cloudinary tells that an upload in the background is done'),
  DELETIONS_MAX: deletionsMaxSetting,
  DELETIONS_WINDOW_SECONDS: numberSetting({
    what: 'the window of the guard against mass deletion',
    min: 1,
    max: 604_800,
  }),
  OBJECT_TRANSFER: transferSetting,
  CHANGES_AT_ONCE: numberSetting({ what: 'how many keys one worker works on at once', min: 1, max: 100 }),
} as const

const stageSettings = { STAGE: textSetting("the name of the deployment's stage", 'dev') } as const

/** Reads which stage a function belongs to. */
export function readStage(texts: Texts = process.env): string {
  return readSettings(stageSettings, texts).STAGE
}

/** The settings of the worker. */
export type Environment = ReturnType<typeof readEnvironment>

/** What every function reaches: the bucket, the ledger and the queues. */
export type Stores = ReturnType<typeof storesOf>

/** Reads the worker's settings, or throws a ConfigError that lists every fault. */
export function readEnvironment(texts: Texts = process.env) {
  const values = readSettings({ ...storeSettings, ...accountSettings(texts), ...workerSettings }, texts)
  return {
    ...storesOf(values),
    ...accountOf(values),
    settleMs: values.SETTLE_SECONDS * 1000,
    attemptMs: values.ATTEMPT_SECONDS * 1000,
    changesAtOnce: values.CHANGES_AT_ONCE,
    guard: { ...values.DELETIONS_MAX, windowMs: values.DELETIONS_WINDOW_SECONDS * 1000 },
    webhookUrl: values.WEBHOOK_URL,
    transfer: values.OBJECT_TRANSFER,
    forcePathStyle: texts.AWS_ENDPOINT_URL !== undefined,
  }
}

/** Reads the webhook's settings, or throws a ConfigError that lists every fault. */
export function readWebhookEnvironment(texts: Texts = process.env) {
  const values = readSettings({ ...storeSettings, ...accountSettings(texts) }, texts)
  return { ...storesOf(values), ...accountOf(values) }
}

const breakerSettings = {
  EVENT_SOURCE_MAPPING: textSetting(
    'the id of the event source mapping that delivers the queue to the worker',
    '14e0db71-5d35-4eb5-b481-8945cf9d10c2',
  ),
  SWEEP_FUNCTION: textSetting('the name of the function that sweeps', 'ftp-api-for-cloudinary-dev-sweep'),
  OBJECT_TRANSFER: transferSetting,
} as const

/** Reads the breaker's settings, or throws a ConfigError that lists every fault. */
export function readBreakerEnvironment(texts: Texts = process.env) {
  const values = readSettings({ ...storeSettings, ...accountSettings(texts), ...breakerSettings }, texts)
  const { EVENT_SOURCE_MAPPING: eventSourceMapping, SWEEP_FUNCTION: sweepFunction } = values
  const forcePathStyle = texts.AWS_ENDPOINT_URL !== undefined
  const own = { eventSourceMapping, sweepFunction, transfer: values.OBJECT_TRANSFER, forcePathStyle }
  return { ...storesOf(values), ...accountOf(values), ...own }
}

/** Reads where the Cloudinary account is, or throws a ConfigError. */
export function readAccountSettings(texts: Texts = process.env) {
  return accountOf(readSettings(accountSettings(texts), texts))
}

/** Reads the sweep's settings, or throws a ConfigError that lists every fault. */
export function readSweepEnvironment(texts: Texts = process.env) {
  const { SETTLE_SECONDS } = workerSettings
  const values = readSettings({ ...storeSettings, SETTLE_SECONDS }, texts)
  const forcePathStyle = texts.AWS_ENDPOINT_URL !== undefined
  return { ...storesOf(values), settleMs: values.SETTLE_SECONDS * 1000, forcePathStyle }
}

function storesOf(values: Readonly<Record<keyof typeof storeSettings, string>>) {
  return {
    bucket: values.SOURCE_BUCKET,
    table: values.LEDGER_TABLE,
    queueUrl: values.QUEUE_URL,
    deadLetterQueueUrl: values.DEAD_LETTER_QUEUE_URL,
  }
}

function accountOf(values: {
  readonly CLOUDINARY_URL: CloudinaryAccount | undefined
  readonly CLOUDINARY_URL_SECRET: string | undefined
}) {
  return { cloudinary: values.CLOUDINARY_URL, cloudinarySecret: values.CLOUDINARY_URL_SECRET }
}
