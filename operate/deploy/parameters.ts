import { z } from 'zod'
import { workerSettings } from '../../shared/config/environment.ts'
import { limits } from '../../shared/model/limits.ts'
import {
  bucketName,
  choice,
  flag,
  fromVariable,
  optional,
  type Parameter,
  schedule,
  text,
  unshown,
  whole,
} from './kinds.ts'
import { transferParameters } from './transfer-parameters.ts'

/**
 * All parameters of a deploy, as `params` in serverless.yml and `--param NAME=VALUE` give them. What is not here is refused. The table
 * in docs/operating.md is made of it.
 */
export const parameters = {
  sourceBucket: fromVariable('SOURCE_BUCKET', bucketName('the bucket that is mirrored')),
  existingBucket: fromVariable(
    'SOURCE_BUCKET',
    optional(text(/^/, 'the bucket that is mirrored, where it is there already', 'my-studio-uploads')),
  ),
  cloudinarySecret: unshown(
    optional(
      text(
        /^[\w/+=.@-]{1,512}$/,
        "the secret in AWS Secrets Manager that holds the account's API environment variable: its name",
        'ftp-api-for-cloudinary/dev/cloudinary-url',
      ),
    ),
  ),
  deployer: fromVariable(
    'DEPLOYER',
    text(
      /^(auto|\*|root|(role|user)\/[\w+=,.@/*-]+( (role|user)\/[\w+=,.@/*-]+)*)$/,
      "who may write the marker, besides the account's root: auto for who deploys, * for anybody of the account, or users and roles with spaces between them",
      'role/deployer user/anna',
    ),
  ),
  bucketVersioning: flag('whether what is overwritten and deleted is kept, and can be brought back'),
  oldVersionDays: whole('for how many days what is overwritten and deleted is kept', 1, 36_500),
  accessLogBucket: optional(
    bucketName(
      'a bucket of the same account and region that S3 writes access logs of the source and the deployment bucket into',
    ),
  ),
  tracing: flag('X-Ray traces of the functions'),
  alarmEmail: fromVariable('ALARM_EMAIL', optional(email('who is told when an alarm goes off: an e-mail address'))),
  ...transferParameters,
  sweepRate: schedule('how often the bucket is compared with the ledger'),
  metadataSweep: flag('whether a sweep also looks at each object itself, and not only at the listing'),
  metadataSweepRate: schedule('how often it does so'),
  backlogMessages: whole('waiting changes that are an alarm after half an hour', 1, 1_000_000),
  overwritesAlarm: whole('overwrites within an hour that are an alarm', 1, 1_000_000),
  webhookConcurrency: whole(
    'how many requests the public webhook takes at once, 0 for no bound (AWS wants 100 functions of the account left without a reservation)',
    0,
    100_000,
  ),
  workerDurationMs: whole("the alarm on slow batches, usually nine tenths of the worker's timeout, in ms", 1, 900_000),
  settleSeconds: fromVariable('SETTLE_SECONDS', workerSettings.SETTLE_SECONDS),
  deletionsMax: fromVariable('DELETIONS_MAX', workerSettings.DELETIONS_MAX),
  deletionsWindowSeconds: fromVariable('DELETIONS_WINDOW_SECONDS', workerSettings.DELETIONS_WINDOW_SECONDS),
  // Source of the bounds on functions and mappings: AWS Lambda API Reference, CreateFunction and CreateEventSourceMapping.
  workerTimeoutSeconds: whole("the worker's timeout", 10, 900),
  visibilityTimeoutSeconds: whole('how long a change is hidden while a worker is at it', 60, 43_200),
  attemptSeconds: workerSettings.ATTEMPT_SECONDS,
  batchSize: whole('changes that a worker takes at once, more than 10 only with a batching window', 1, 10),
  maximumConcurrency: whole('workers at once', 2, 1000),
  changesAtOnce: workerSettings.CHANGES_AT_ONCE,
  // Of less the runtime and the code alone need more than half.
  workerMemory: whole("a worker's memory in MB, which its share of a processor follows", 192, 10_240),
  maximumReceiveCount: whole(
    'deliveries of a change before SQS itself takes it for a dead letter',
    limits.failuresMax + 1,
    1000,
  ),
  deletionPolicy: choice('what becomes of bucket and table with the stack', ['Delete', 'Retain']),
  deletionProtection: flag('whether the table is protected from being deleted'),
} as const

/** The name of a parameter. */
export type ParameterName = keyof typeof parameters

/** The lines of .env that give parameters. */
export const variables: readonly string[] = Object.values<Parameter<unknown>>(parameters).flatMap(
  ({ variable }) => variable ?? [],
)

/** True where there is a parameter of that name. */
export function isParameterName(name: string): name is ParameterName {
  return Object.hasOwn(parameters, name)
}

function email(expected: string): Parameter<string> {
  return { schema: z.email(), expected, example: 'you@example.com' }
}
