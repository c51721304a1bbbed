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

const REDRIVE = 'then redrive the dead letter'

/** Every reason code there is, with what it means and what to do about it. Logs, dead letters and commands use these and no others. */
export const REASONS = {
  skip: { kind: 'done', meaning: 'Cloudinary is equal to the bucket for this key', action: '' },
  withheld: {
    kind: 'done',
    meaning: 'the guard against mass deletion keeps the asset',
    action: 'sls guard show; restore the objects, or sls guard release',
  },
  archived: {
    kind: 'waiting',
    meaning: 'the object is in an archive class, and nobody can read it',
    action: 'restore the object; its event follows',
  },
  busy: { kind: 'waiting', meaning: 'another worker is working on the key', action: '' },
  wait: {
    kind: 'waiting',
    meaning: 'the settle window runs: the other half of a rename or an overwrite may follow',
    action: '',
  },
  pending: { kind: 'waiting', meaning: 'Cloudinary finishes an upload in the background', action: '' },
  doubt: { kind: 'waiting', meaning: 'a request without an answer may still take effect', action: '' },
  moving: { kind: 'waiting', meaning: 'the object changes as fast as it is mirrored', action: '' },
  'out-of-time': { kind: 'waiting', meaning: 'the invocation ended before the key was done', action: '' },
  superseded: { kind: 'waiting', meaning: 'another worker, or a later write, was faster', action: '' },
  'address-busy': { kind: 'waiting', meaning: 'the public ID is being handed over by another key', action: '' },
  'row-busy': { kind: 'waiting', meaning: 'too many workers change one row of the table at once', action: '' },
  'newer-schema': {
    kind: 'waiting',
    meaning: 'newer code wrote the entry',
    action: 'finish the deployment: older workers wait for newer ones',
  },
  paused: { kind: 'waiting', meaning: 'an operator has paused the queue', action: 'sls resume' },
  'breaker-open': {
    kind: 'waiting',
    meaning: 'Cloudinary does not answer',
    action: "look at Cloudinary's status page; delivery goes on by itself",
  },
  'owner-withheld': {
    kind: 'waiting',
    meaning: 'the guard keeps the asset of the key that has the public ID',
    action: 'sls guard show; restore the objects, or sls guard release',
  },
  defect: { kind: 'failing', meaning: 'an error in this service', action: 'report it with the log line' },
  'source-unreadable': {
    kind: 'failing',
    meaning: 'Cloudinary could not read the object',
    action: 'sls diagnose: bucket policy, marker and encryption',
  },
  'rename-mismatch': { kind: 'failing', meaning: 'Cloudinary renamed another asset than the expected one', action: '' },
  'upload-unfinished': {
    kind: 'failing',
    meaning: 'Cloudinary has not finished an upload in the background in time',
    action: '',
  },
  'secret-unreadable': {
    kind: 'failing',
    meaning: "the secret with the account's credentials cannot be read",
    action: 'fix the secret, or the permission to read it',
  },
  's3-malformed': { kind: 'failing', meaning: 'S3 answered without a key or a date', action: '' },
  'sqs-batch': { kind: 'failing', meaning: 'SQS took only a part of a batch', action: '' },
  'malformed-entry': {
    kind: 'refused',
    meaning: "the key's row in the ledger is damaged",
    action: `remove the row from the table, run sls sweep; ${REDRIVE}`,
  },
  'public-id': {
    kind: 'refused',
    meaning: 'the key has no public ID that Cloudinary takes',
    action: 'rename the object, or change the rules',
  },
  metadata: {
    kind: 'refused',
    meaning: "a value of the object's tags or metadata does not fit its field",
    action: 'fix the value at the object, or the rules',
  },
  'too-large': {
    kind: 'refused',
    meaning: 'the file is larger than sizeLimits allows',
    action: 'make the file smaller, or change sizeLimits',
  },
  'public-id-taken': {
    kind: 'refused',
    meaning: 'another object has the same public ID',
    action: `rename or remove one of the two, or separate them by a rule; ${REDRIVE}`,
  },
  'foreign-asset': {
    kind: 'refused',
    meaning: 'an asset that this service did not make has the public ID',
    action: `remove the asset, rename the object, or set onForeignAsset; ${REDRIVE}`,
  },
  'not-json': { kind: 'refused', meaning: 'the message is no JSON', action: 'find its sender; purge it' },
  'no-records': {
    kind: 'refused',
    meaning: 'the message is no S3 event notification',
    action: 'find its sender; purge it',
  },
  'malformed-record': {
    kind: 'refused',
    meaning: 'a record is not that of an S3 event notification',
    action: 'find its sender; purge it',
  },
  'unknown-version': {
    kind: 'refused',
    meaning: 'the event has a major version that this code does not know',
    action: `deploy a newer version; ${REDRIVE}`,
  },
  'other-bucket': {
    kind: 'refused',
    meaning: 'the event is of another bucket',
    action: "remove the queue from that bucket's notifications; purge it",
  },
  'malformed-key': {
    kind: 'refused',
    meaning: 'the key is not form-encoded UTF-8',
    action: 'find its sender; purge it',
  },
  'received-too-often': {
    kind: 'refused',
    meaning: 'the queue delivered the message as often as it may',
    action: `sls status --key for the reason; ${REDRIVE}`,
  },
  unknown: { kind: 'refused', meaning: 'neither the message nor the ledger says why', action: 'redrive it' },
} as const satisfies Readonly<Record<string, Reason>>

/** Codes of answers and errors of other services: the rest is an HTTP status, an error's name or a connection's error code. */
export const SERVICE_REASONS = {
  cloudinary: {
    '400': {
      kind: 'refused',
      meaning: 'Cloudinary refuses the file or a value',
      action: 'read the reason; fix the object or the rules',
    },
    '401': {
      kind: 'failing',
      meaning: 'Cloudinary refuses the credentials',
      action: 'fix the secret: nothing is lost meanwhile',
    },
    '403': {
      kind: 'failing',
      meaning: 'Cloudinary denies the request',
      action: "check the API key's role and the account's plan",
    },
    '404': { kind: 'refused', meaning: 'Cloudinary knows nothing of it', action: `read the reason; ${REDRIVE}` },
    '420': {
      kind: 'waiting',
      meaning: 'Cloudinary limits the rate',
      action: 'lower maximumConcurrency if it persists',
    },
    '423': { kind: 'waiting', meaning: 'Cloudinary still processes the asset', action: '' },
    '429': {
      kind: 'waiting',
      meaning: 'Cloudinary limits the rate',
      action: 'lower maximumConcurrency if it persists',
    },
    'no-answer': { kind: 'failing', meaning: 'no answer came in time', action: '' },
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
  const name = SERVICES[service]
  return {
    kind: 'failing',
    meaning: `${name} answered ${detail}`,
    action: `sls diagnose; look at the status page of ${name}`,
  }
}

function isService(name: string): name is keyof typeof SERVICES {
  return Object.hasOwn(SERVICES, name)
}
