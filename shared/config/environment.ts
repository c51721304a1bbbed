import { z } from 'zod'
import type { CloudinaryAccount } from '../adapters/cloudinary/assets.ts'
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

const workerSettings = {
  SOURCE_BUCKET: textSetting('the name of the S3 bucket that is mirrored', 'my-studio-uploads'),
  LEDGER_TABLE: textSetting('the name of the DynamoDB table of the ledger', 'ftp-api-for-cloudinary-dev-ledger'),
  QUEUE_URL: textSetting('the URL of the change queue', 'https://sqs.us-east-1.amazonaws.com/123456789012/changes'),
  DEAD_LETTER_QUEUE_URL: textSetting(
    'the URL of the dead-letter queue',
    'https://sqs.us-east-1.amazonaws.com/123456789012/dead-letters',
  ),
  CLOUDINARY_URL: cloudinaryUrlSetting,
  SETTLE_SECONDS: numberSetting({ what: 'how long a delete or a copy waits for its other half', min: 0, max: 3600 }),
  ATTEMPT_SECONDS: numberSetting({
    what: 'how long after its sending a request to Cloudinary may still take effect',
    min: 1,
    max: 43_200,
  }),
  WEBHOOK_URL: optionalUrlSetting('where Cloudinary tells that an upload in the background is done'),
  DELETIONS_MAX: numberSetting({
    what: 'how many deletions the guard lets through in a window',
    min: 0,
    max: 1_000_000,
  }),
  DELETIONS_WINDOW_SECONDS: numberSetting({
    what: 'the window of the guard against mass deletion',
    min: 1,
    max: 604_800,
  }),
  CHANGES_AT_ONCE: numberSetting({ what: 'how many keys one worker works on at once', min: 1, max: 100 }),
} as const

const stageSettings = { STAGE: textSetting("the name of the deployment's stage", 'dev') } as const

/** Reads which stage a function belongs to. */
export function readStage(texts: Readonly<Record<string, string | undefined>> = process.env): string {
  return readSettings(stageSettings, texts).STAGE
}

/** The settings of the deployed functions. */
export type Environment = ReturnType<typeof readEnvironment>

/** Reads the functions' settings, or throws a SettingsError that lists every fault. */
export function readEnvironment(texts: Readonly<Record<string, string | undefined>> = process.env) {
  const values = readSettings(workerSettings, texts)
  return {
    bucket: values.SOURCE_BUCKET,
    table: values.LEDGER_TABLE,
    queueUrl: values.QUEUE_URL,
    deadLetterQueueUrl: values.DEAD_LETTER_QUEUE_URL,
    cloudinary: values.CLOUDINARY_URL,
    settleMs: values.SETTLE_SECONDS * 1000,
    attemptMs: values.ATTEMPT_SECONDS * 1000,
    changesAtOnce: values.CHANGES_AT_ONCE,
    guard: { deletionsMax: values.DELETIONS_MAX, windowMs: values.DELETIONS_WINDOW_SECONDS * 1000 },
    webhookUrl: values.WEBHOOK_URL,
    forcePathStyle: texts.AWS_ENDPOINT_URL !== undefined,
  }
}

function parseCloudinaryUrl(text: string): CloudinaryAccount | undefined {
  const url = URL.parse(text)
  if (url?.protocol !== 'cloudinary:' || !url.username || !url.password || !url.hostname) return undefined
  return {
    cloudName: decodeURIComponent(url.hostname),
    apiKey: decodeURIComponent(url.username),
    apiSecret: decodeURIComponent(url.password),
    uploadPrefix: url.searchParams.get('upload_prefix') ?? undefined,
  }
}
