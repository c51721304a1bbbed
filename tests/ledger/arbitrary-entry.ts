import fc from 'fast-check'

const text = fc.string({ minLength: 1, unit: 'binary', maxLength: 12 })
const ms = fc.integer({ min: 0, max: 4e12 })
const sizeBytes = fc.nat()
const address = fc.record({
  resourceType: fc.constantFrom('image' as const, 'video' as const, 'raw' as const),
  type: fc.constantFrom('upload' as const, 'private' as const, 'authenticated' as const),
  publicId: text,
})
const ours = fc.record({ context: fc.array(text, { maxLength: 2 }), tags: fc.array(text, { maxLength: 2 }) })
const made = fc.record({ address, fingerprint: text, rules: text, preset: text, ours })
const sentObject = fc.record(
  {
    etag: text,
    sizeBytes,
    etagIsMd5: fc.boolean(),
    checksum: text,
    isDated: fc.boolean(),
    isPinned: fc.boolean(),
    versionId: text,
    lastModifiedMs: ms,
  },
  { requiredKeys: ['etag', 'sizeBytes', 'etagIsMd5', 'isDated', 'lastModifiedMs'] },
)
const yes = fc.constant(true as const)

const asset = fc.record(
  {
    state: fc.constant('asset' as const),
    address,
    assetId: text,
    version: fc.nat(),
    content: fc.record({ etag: text, sizeBytes, checksum: text, md5: text }, { requiredKeys: ['etag', 'sizeBytes'] }),
    sentEtag: text,
    storedMd5: text,
    isAltered: yes,
    fingerprint: fc.oneof(text, fc.constant('')),
    rules: text,
    preset: fc.oneof(text, fc.constant('')),
    ours,
    lastModifiedMs: ms,
    atMs: ms,
  },
  {
    requiredKeys: [
      'state',
      'address',
      'assetId',
      'version',
      'content',
      'fingerprint',
      'rules',
      'preset',
      'ours',
      'lastModifiedMs',
      'atMs',
    ],
  },
)

const applied = fc.oneof(
  fc.record({ state: fc.constant('nothing' as const), looksFirst: yes }, { requiredKeys: ['state'] }),
  fc.record(
    {
      state: fc.constant('unknown' as const),
      address,
      because: fc.constantFrom('applied' as const, 'access' as const, 'request' as const, 'found' as const),
      before: asset,
    },
    { requiredKeys: ['state', 'address', 'because'] },
  ),
  asset,
)

const attempt = fc.record(
  {
    token: text,
    operation: fc.constantFrom('upload' as const, 'rename' as const, 'update' as const, 'destroy' as const),
    address,
    deadlineMs: ms,
    background: fc.record({ made, object: sentObject }),
  },
  { requiredKeys: ['token', 'operation', 'address', 'deadlineMs'] },
)

const orphan = fc.oneof(
  address,
  fc
    .tuple(
      address,
      fc.oneof(
        fc.record({ state: fc.constantFrom('unasked' as const, 'approved' as const) }),
        fc.record({ state: fc.constant('withheld' as const), sinceMs: ms }),
      ),
    )
    .map(([at, asked]) => ({ ...at, deletion: asked })),
  fc
    .tuple(
      address,
      fc.record({ code: text, reason: text, letterMs: ms, retry: fc.record({ atMs: ms, times: fc.nat() }) }),
    )
    .map(([at, refused]) => ({ ...at, refused })),
)

const deletion = fc.oneof(
  fc.record({ state: fc.constant('absent' as const), absentSinceMs: ms }),
  fc.record(
    { state: fc.constant('withheld' as const), sinceMs: ms, absentSinceMs: ms },
    { requiredKeys: ['state', 'sinceMs'] },
  ),
  fc.record({ state: fc.constant('approved' as const), absentSinceMs: ms }, { requiredKeys: ['state'] }),
)

/** Any entry that the types allow, whether it can come about or not. */
export const anEntry = fc.record(
  {
    key: text,
    applied,
    lease: fc.record({ token: text, untilMs: ms }),
    attempt,
    doubt: fc.record({ untilMs: ms, addresses: fc.array(address, { maxLength: 3 }) }),
    orphans: fc.array(orphan, { maxLength: 3 }),
    deletion,
    adopted: text,
    failures: fc.record(
      { count: fc.nat(), code: text, reason: text, unfinished: fc.nat() },
      { requiredKeys: ['count', 'code', 'reason'] },
    ),
    refused: fc.record(
      {
        etag: text,
        sizeBytes,
        lastModifiedMs: ms,
        rules: text,
        digest: text,
        code: text,
        reason: text,
        atMs: ms,
        letterMs: ms,
        retry: fc.record({ atMs: ms, times: fc.nat() }),
      },
      { requiredKeys: ['etag', 'sizeBytes', 'lastModifiedMs', 'rules', 'digest', 'code', 'reason', 'atMs'] },
    ),
    unended: fc.record(
      { count: fc.nat(), beganMs: ms, untilMs: ms, refused: fc.record({ times: fc.nat(), letterMs: ms, retryMs: ms }) },
      { requiredKeys: ['count', 'beganMs', 'untilMs'] },
    ),
  },
  { requiredKeys: ['key', 'applied'] },
)

/** Any address of an asset. */
export const anAddress = address
