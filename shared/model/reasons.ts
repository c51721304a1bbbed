/** What a reason code stands for, for people. */
export interface Reason {
  /**
   * - done: nothing is left to do;
   * - waiting: nothing is wrong, something else comes first;
   * - failing: something went wrong, and is tried again;
   * - refused: it is in the dead-letter queue, until someone acts.
   */
  readonly kind: 'done' | 'waiting' | 'failing' | 'refused'
  readonly meaning: string
  /** What an operator can do; empty where there is nothing to do. */
  readonly action: string
}

const REDRIVE = 'redrive the dead letter'
const GIVEN_UP = 'redrive what has become a dead letter'
const REPEATED = `sls trace --key tells each try; ${GIVEN_UP}`
const STRANGER = 'find out what sends it to the queue, and stop that; sls dlq purge removes it'

/** Every reason code there is, with what it means and what to do about it. Logs, dead letters and commands use these and no others. */
export const REASONS = {
  skip: { kind: 'done', meaning: 'Cloudinary has what the bucket and the rules call for', action: '' },
  withheld: {
    kind: 'done',
    meaning: 'the guard against mass deletion keeps the asset',
    action: 'sls guard show; put the objects back, or sls guard release',
  },
  archived: {
    kind: 'waiting',
    meaning: 'the object is in an archive storage class, and cannot be read',
    action: 'restore the object in S3, whose event is then mirrored',
  },
  busy: { kind: 'waiting', meaning: 'another worker is working on the key', action: '' },
  wait: {
    kind: 'waiting',
    meaning: 'the settle window is not over: the other half of a rename or an overwrite may follow',
    action: '',
  },
  pending: { kind: 'waiting', meaning: 'Cloudinary is finishing an upload in the background', action: '' },
  doubt: { kind: 'waiting', meaning: 'a request has got no answer, and may still take effect', action: '' },
  moving: { kind: 'waiting', meaning: 'the object changes as fast as it is mirrored', action: '' },
  'out-of-time': { kind: 'waiting', meaning: 'the invocation ended before the key was done', action: '' },
  superseded: {
    kind: 'waiting',
    meaning: 'the object has changed meanwhile, or another worker has taken over the key',
    action: '',
  },
  'address-busy': { kind: 'waiting', meaning: 'another key is giving up the public ID', action: '' },
  'row-busy': { kind: 'waiting', meaning: 'too many workers change one row of the table at once', action: '' },
  'newer-schema': {
    kind: 'waiting',
    meaning: 'a newer version of this service wrote the entry',
    action: 'finish the deployment: workers of the older version wait for it',
  },
  paused: { kind: 'waiting', meaning: 'an operator has paused the queue', action: 'sls resume' },
  'breaker-open': {
    kind: 'waiting',
    meaning: 'Cloudinary does not answer, so that nothing is sent',
    action: 'look at https://status.cloudinary.com; mirroring goes on by itself',
  },
  'owner-withheld': {
    kind: 'waiting',
    meaning: 'the guard keeps the asset of another key, which has the public ID',
    action: 'sls guard show; put the objects back, or sls guard release',
  },
  defect: {
    kind: 'failing',
    meaning: 'an error in this service',
    action: `report it with the line of the log; once it is fixed, ${GIVEN_UP}`,
  },
  'source-unreadable': {
    kind: 'failing',
    meaning: 'Cloudinary could not read the object',
    action: `sls diagnose checks bucket policy, marker and encryption; then ${GIVEN_UP}`,
  },
  'rename-mismatch': {
    kind: 'failing',
    meaning: 'Cloudinary renamed another asset than the one that was expected',
    action: REPEATED,
  },
  'upload-unfinished': {
    kind: 'failing',
    meaning: 'Cloudinary did not finish an upload in the background in time',
    action: REPEATED,
  },
  'secret-unreadable': {
    kind: 'failing',
    meaning: "the secret with the account's credentials cannot be read",
    action: 'fix the secret, or the permission to read it; all changes wait until then',
  },
  's3-malformed': { kind: 'failing', meaning: 'S3 answered without a key or a date', action: REPEATED },
  'sqs-batch': { kind: 'failing', meaning: 'SQS took only a part of a batch', action: REPEATED },
  'malformed-entry': {
    kind: 'refused',
    meaning: "the key's row in the ledger is damaged",
    action: `remove the row from the table, and run sls sweep; then ${REDRIVE}`,
  },
  'public-id': {
    kind: 'refused',
    meaning: 'the key makes no public ID that Cloudinary takes',
    action: `sls explain --key; rename the object, or change the rules; then ${REDRIVE}`,
  },
  metadata: {
    kind: 'refused',
    meaning: "a value of the object's tags or metadata does not fit its field",
    action: `change the value at the object, or the rules; then ${REDRIVE}`,
  },
  'too-large': {
    kind: 'refused',
    meaning: "the file is larger than the rules' sizeLimits allow",
    action: `make the file smaller, or raise sizeLimits; then ${REDRIVE}`,
  },
  'public-id-taken': {
    kind: 'refused',
    meaning: 'another object has the same public ID',
    action: `rename or remove one of the two, or give them different public IDs by a rule; then ${REDRIVE}`,
  },
  'foreign-asset': {
    kind: 'refused',
    meaning: 'an asset that this service did not make has the public ID',
    action: `remove the asset, rename the object, or set onForeignAsset in the rules; then ${REDRIVE}`,
  },
  'not-json': { kind: 'refused', meaning: 'the message is not JSON', action: STRANGER },
  'no-records': { kind: 'refused', meaning: 'the message is not an S3 event notification', action: STRANGER },
  'malformed-record': {
    kind: 'refused',
    meaning: 'a record of the message is not one of an S3 event notification',
    action: STRANGER,
  },
  'unknown-version': {
    kind: 'refused',
    meaning: 'the event has a major version that this code does not know',
    action: `deploy a version that knows it; then ${REDRIVE}`,
  },
  'other-bucket': {
    kind: 'refused',
    meaning: 'the event is about another bucket',
    action: "remove the queue from that bucket's notifications; sls dlq purge removes the message",
  },
  'malformed-key': { kind: 'refused', meaning: 'the key is not URL-encoded UTF-8', action: STRANGER },
  'received-too-often': {
    kind: 'refused',
    meaning: 'the queue delivered the message as often as maxReceiveCount allows',
    action: `look for batches that fail or time out in the worker's log; then ${REDRIVE}`,
  },
  unknown: { kind: 'refused', meaning: 'neither the message nor the ledger says why', action: 'redrive it' },
} as const satisfies Readonly<Record<string, Reason>>

/** Codes of answers and errors of other services: the rest is an HTTP status, an error's name or a connection's error code. */
export const SERVICE_REASONS = {
  cloudinary: {
    '400': {
      kind: 'refused',
      meaning: 'Cloudinary refuses the file, or a value that was sent with it',
      action: `fix what the reason names (the object, the rules or the account's limits); then ${REDRIVE}`,
    },
    '401': {
      kind: 'failing',
      meaning: 'Cloudinary refuses the credentials',
      action: 'fix the secret; all changes wait until then',
    },
    '403': {
      kind: 'failing',
      meaning: 'Cloudinary denies the request',
      action: `check the API key's role and the account's plan; then ${GIVEN_UP}`,
    },
    '404': {
      kind: 'refused',
      meaning: 'Cloudinary does not find what the request names',
      action: `fix what the reason names (such as an upload preset); then ${REDRIVE}`,
    },
    '420': {
      kind: 'waiting',
      meaning: 'Cloudinary limits the rate of requests',
      action: 'lower maximumConcurrency if it persists',
    },
    '423': { kind: 'waiting', meaning: 'Cloudinary is still processing the asset', action: '' },
    '429': {
      kind: 'waiting',
      meaning: 'Cloudinary limits the rate of requests',
      action: 'lower maximumConcurrency if it persists',
    },
    'no-answer': { kind: 'failing', meaning: 'Cloudinary did not answer in time', action: REPEATED },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Reason>>>>

/** The services whose errors have codes of the form SERVICE-DETAIL. */
export const SERVICES = {
  cloudinary: 'Cloudinary',
  s3: 'S3',
  dynamodb: 'DynamoDB',
  sqs: 'SQS',
  lambda: 'Lambda',
} as const

export type ReasonCode = keyof typeof REASONS | `${keyof typeof SERVICES}-${string}`

/** What a code stands for; undefined for one that this version does not know. */
export function reasonOf(code: string): Reason | undefined {
  const known: Readonly<Record<string, Reason>> = REASONS
  if (Object.hasOwn(known, code)) return known[code]
  const [, service = '', detail = ''] = /^([a-z0-9]+)-(.+)$/.exec(code) ?? []
  const answers: Readonly<Record<string, Reason>> = service === 'cloudinary' ? SERVICE_REASONS.cloudinary : {}
  if (Object.hasOwn(answers, detail)) return answers[detail]
  if (!isService(service)) return undefined
  const status = service === 'cloudinary' ? 'https://status.cloudinary.com' : 'the AWS Health Dashboard'
  return {
    kind: 'failing',
    meaning: `a request to ${SERVICES[service]} failed with ${detail}`,
    action: `sls diagnose; look at ${status}; then ${GIVEN_UP}`,
  }
}

function isService(name: string): name is keyof typeof SERVICES {
  return Object.hasOwn(SERVICES, name)
}
