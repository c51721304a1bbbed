import { done, failing, type Reason, refused, waiting } from './reason.ts'

const REDRIVE = 'redrive the dead letter'
const GIVEN_UP = 'redrive what has become a dead letter'
const REPEATED = `sls trace --key tells each try; ${GIVEN_UP}`
const STRANGER = 'find out what sends it to the queue, and stop that; sls dlq purge removes it'

/** Every reason code there is, with what it means and what to do about it. Logs, dead letters and commands use these and no others. */
export const REASONS = {
  skip: done('Cloudinary has what the bucket and the rules call for'),
  withheld: done(
    'the guard against mass deletion keeps the asset',
    'sls guard show; put the objects back, or sls guard release',
  ),
  archived: waiting(
    'the object is in an archive storage class, and cannot be read',
    'restore the object in S3; it is mirrored once that is done',
  ),
  busy: waiting('another worker is working on the key'),
  wait: waiting('the settle window is not over: the other half of a rename or an overwrite may follow'),
  pending: waiting('Cloudinary is finishing an upload in the background'),
  doubt: waiting('a request has got no answer, and may still take effect'),
  moving: waiting('the object changes as fast as it is mirrored'),
  'out-of-time': waiting('the invocation ended before the key was done'),
  superseded: waiting('the object has changed meanwhile, or another worker has taken over the key'),
  'address-busy': waiting('another key is giving up the public ID'),
  'row-busy': waiting('too many workers change one row of the table at once'),
  'newer-schema': waiting(
    'a newer version of this service wrote the entry',
    'finish the deployment: workers of the older version wait for it',
  ),
  paused: waiting('an operator has paused the queue', 'sls resume'),
  'set-apart': waiting('the last try of the key has not ended, so that it is tried alone, after all others'),
  resting: waiting('the last try of the key failed, and the pause before the next one is not over'),
  'account-trouble': waiting(
    'Cloudinary refuses the account, or its quota is used up, so that nothing is sent',
    "fix the secret, or the account's plan; mirroring goes on by itself within a minute or two",
  ),
  'source-trouble': waiting(
    'the bucket does not answer, or Cloudinary may not read it, so that nothing is sent',
    'sls diagnose checks bucket policy, marker and encryption; mirroring goes on by itself within a minute or two',
  ),
  'cloud-trouble': waiting(
    'Cloudinary does not answer, so that nothing is sent',
    'look at https://status.cloudinary.com; mirroring goes on by itself within a minute or two',
  ),
  'owner-withheld': waiting(
    'the guard keeps the asset of another key, which has the public ID',
    'sls guard show; put the objects back, or sls guard release',
  ),
  defect: failing('an error in this service', `report it with the line of the log; once it is fixed, ${GIVEN_UP}`),
  'source-unreadable': failing(
    'Cloudinary could not read the object',
    `sls diagnose checks bucket policy, marker and encryption; then ${GIVEN_UP}`,
  ),
  'rename-mismatch': failing('Cloudinary renamed another asset than the one that was expected', REPEATED),
  'upload-unfinished': failing('Cloudinary did not finish an upload in the background in time', REPEATED),
  'secret-unreadable': failing(
    "the secret with the account's credentials cannot be read",
    `fix the secret, or the permission to read it; then ${GIVEN_UP}`,
  ),
  's3-malformed': failing('S3 answered without a key or a date', REPEATED),
  'sqs-batch': failing('SQS took only a part of a batch', REPEATED),
  'malformed-entry': refused(
    "the key's row in the ledger is damaged",
    `remove the row from the table, and run sls sweep; then ${REDRIVE}`,
  ),
  'owner-unreadable': refused(
    'another key has the public ID, and its row in the ledger is damaged',
    "remove that key's row from the table; sweeps then try this one again",
  ),
  'public-id': refused(
    'the key makes no public ID that Cloudinary takes',
    `sls explain --key; rename the object, or change the rules; then ${REDRIVE}`,
  ),
  'dot-segment': refused(
    'the key has a segment . or .., which anyone who reads a URL leaves out, so that it leads to another object',
    `rename the object; then ${REDRIVE}`,
  ),
  metadata: refused(
    "a value of the object's tags or metadata does not fit its field",
    `change the value at the object, or the rules; then ${REDRIVE}`,
  ),
  'too-large': refused(
    "the file is larger than the rules' sizeLimits allow",
    `make the file smaller, or raise sizeLimits; then ${REDRIVE}`,
  ),
  'public-id-taken': refused(
    'another object has the same public ID',
    `rename or remove one of the two, or give them different public IDs by a rule; then ${REDRIVE}`,
  ),
  'address-differs': refused(
    'Cloudinary has put the asset elsewhere than it was asked to, so that its URL is another',
    `sls diagnose names upload presets that rename; change the preset, or rename the object; then ${REDRIVE}`,
  ),
  'foreign-asset': refused(
    'an asset that this service did not make has the public ID',
    `remove the asset, rename the object, or set onForeignAsset in the rules; then ${REDRIVE}`,
  ),
  'not-json': refused('the message is not JSON', STRANGER),
  'no-records': refused('the message is not an S3 event notification', STRANGER),
  'malformed-record': refused('a record of the message is not one of an S3 event notification', STRANGER),
  'unknown-version': refused(
    'the event has a major version that this code does not know',
    `deploy a version that knows it; then ${REDRIVE}`,
  ),
  'other-bucket': refused(
    'the event is about another bucket',
    "remove the queue from that bucket's notifications; sls dlq purge removes the message",
  ),
  'malformed-key': refused('the key is not URL-encoded UTF-8', STRANGER),
  'received-too-often': refused(
    'the queue delivered the message as often as maxReceiveCount allows',
    `look for batches that fail or time out in the worker's log; then ${REDRIVE}`,
  ),
  'never-ended': refused(
    'the worker hung or died at each try of the key',
    `look for batches that time out or run out of memory in the worker's log; replace the object, or ${REDRIVE}`,
  ),
  unknown: refused('neither the message nor the ledger says why', 'redrive it'),
} satisfies Readonly<Record<string, Reason>>

/** Codes of answers and errors of other services: the rest is an HTTP status, an error's name or a connection's error code. */
export const SERVICE_REASONS = {
  cloudinary: {
    '400': refused(
      'Cloudinary refuses the file, or a value that was sent with it',
      `fix what the reason names (the object, the rules or the account's limits); then ${REDRIVE}`,
    ),
    '401': failing(
      'Cloudinary refuses the credentials or the signature',
      `sls diagnose tells whether the credentials are right; then ${GIVEN_UP}`,
    ),
    '403': failing(
      'Cloudinary denies the request',
      `check the API key's role and the account's plan; then ${GIVEN_UP}`,
    ),
    '404': refused(
      'Cloudinary does not find what the request names',
      `fix what the reason names (such as an upload preset); then ${REDRIVE}`,
    ),
    '420': waiting('Cloudinary limits the rate of requests', 'lower maximumConcurrency if it persists'),
    '423': waiting('Cloudinary is still processing the asset'),
    '429': waiting('Cloudinary limits the rate of requests', 'lower maximumConcurrency if it persists'),
    'no-answer': failing('Cloudinary did not answer in time', REPEATED),
  },
} satisfies Readonly<Record<string, Readonly<Record<string, Reason>>>>

/** The services whose errors have codes of the form SERVICE-DETAIL. */
export const SERVICES = {
  cloudinary: 'Cloudinary',
  s3: 'S3',
  dynamodb: 'DynamoDB',
  sqs: 'SQS',
  lambda: 'Lambda',
} as const

export type ReasonCode = keyof typeof REASONS | `${keyof typeof SERVICES}-${string}`

/** True for a code that this version knows. */
export function isReasonCode(code: string): code is ReasonCode {
  return reasonOf(code) !== undefined
}

/** What a code stands for; undefined for one that this version does not know. */
export function reasonOf(code: string): Reason | undefined {
  const known: Readonly<Record<string, Reason>> = REASONS
  if (Object.hasOwn(known, code)) return known[code]
  const [, service = '', detail = ''] = /^([a-z0-9]+)-(.+)$/.exec(code) ?? []
  const answers: Readonly<Record<string, Reason>> = service === 'cloudinary' ? SERVICE_REASONS.cloudinary : {}
  if (Object.hasOwn(answers, detail)) return answers[detail]
  if (!isService(service)) return undefined
  const status = service === 'cloudinary' ? 'https://status.cloudinary.com' : 'the AWS Health Dashboard'
  return failing(
    `a request to ${SERVICES[service]} failed with ${detail}`,
    `sls diagnose; look at ${status}; then ${GIVEN_UP}`,
  )
}

function isService(name: string): name is keyof typeof SERVICES {
  return Object.hasOwn(SERVICES, name)
}
