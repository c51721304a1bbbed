/** One deliberate defect: a passage of the production code, and what stands in its place while it is switched on. */
export interface Planted {
  readonly name: string
  /** Of the production code, or of the simulation's own adapters. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** Defects that the simulation must catch. They exist only while a simulation loads the code. */
export const PLANTED: readonly Planted[] = [
  {
    name: 'unfenced record: writes whatever the revision is',
    file: 'shared/ledger/ledger.ts',
    find: 'return (await writeOnce(this.#rows, row, read.revision)) ?',
    replace: 'return (await writeOnce(this.#rows, row, (await this.#rows.read(row))?.revision)) ?',
  },
  {
    name: 'acknowledges when another worker holds the key',
    file: 'shared/mirror.ts',
    find: "if (!hold) return goBack(visit, 'busy', 'another worker holds the key', pollSeconds(change.receiveCount))",
    replace: "if (!hold) return { key: change.key, result: 'done', code: 'busy', reason: 'busy', mutations: [] }",
  },
  {
    name: 'records what was observed instead of what was stored',
    file: 'shared/record/answer.ts',
    find: 'return { etag: asset.md5, sizeBytes: asset.sizeBytes }',
    replace: 'return { etag: object.etag, sizeBytes: object.sizeBytes }',
  },
  {
    name: 'takes an untied multipart ETag for what was stored',
    file: 'shared/record/answer.ts',
    find: "after?.state === 'present' && sameObject(after, object) && hasAll",
    replace: 'true',
  },
  {
    name: 'forgets a request that was not answered',
    file: 'shared/outcome/failure.ts',
    find: "failure.effect === 'unknown' ? doubtAttempt(hold.entry) : closeAttempt(hold.entry)",
    replace: 'closeAttempt(hold.entry)',
  },
  {
    name: 'ignores the attempt that a dead worker left open',
    file: 'shared/record/transitions.ts',
    find: 'settleDoubt(attempt ? withDoubt(rest, attempt) : rest, nowMs)',
    replace: 'settleDoubt(rest, nowMs)',
  },
  {
    name: 'announces no attempt before it sends',
    file: 'shared/claim/claim.ts',
    find: 'this.entry = openAttempt(this.entry, attempt, deadlineMs)',
    replace: 'const { attempt: _, ...lease } = openAttempt(this.entry, attempt, deadlineMs)\n    this.entry = lease',
  },
  {
    name: 'waits for an owner that has nothing at the address',
    file: 'shared/model/entry.ts',
    find: 'entry.doubt !== undefined || knowsAddress(entry, address)',
    replace: "entry.doubt !== undefined || entry.applied.state !== 'nothing'",
  },
  {
    name: 'takes what an own request has left for what others have set',
    file: 'shared/apply/upload.ts',
    find: 'isOurs && isOwnLeaving ?',
    replace: 'false ?',
  },
  {
    name: 'acknowledges a key in doubt',
    file: 'shared/outcome/conclude.ts',
    find: "if (doubt) return goBack(visit, 'doubt'",
    replace: "if (doubt && false) return goBack(visit, 'doubt'",
  },
  {
    name: 'a doubt that is over changes nothing',
    file: 'shared/record/transitions.ts',
    find: 'const applied = unknown(entry.applied, doubt.addresses)',
    replace: 'const applied = entry.applied',
  },
  {
    name: 'releases an address under a doubt',
    file: 'shared/apply/destroy.ts',
    find: 'if (ownerRow && !hold.entry.doubt)',
    replace: 'if (ownerRow)',
  },
  {
    name: 'knows no owners of addresses',
    file: 'shared/apply/ownership.ts',
    find: 'if (ownership.owned) return',
    replace: 'if (ownership || true) return',
  },
  {
    name: 'renames while the old key is still there',
    file: 'shared/plan/create.ts',
    find: "usable.find(({ observation }) => observation.state === 'absent')",
    replace: 'usable[0]',
  },
  {
    name: 'takes a 403 for an absence',
    file: 'tests/simulation/ports.ts',
    find: "return invocation.refuse('s3', 's3-403')\n      }",
    replace: "return { state: 'absent' }\n      }",
  },
  {
    name: 'destroys what it has not made',
    file: 'shared/apply/upload.ts',
    find: "if (isOurs || onForeignAsset === 'overwrite') return",
    replace: 'if (true) return',
  },
  {
    name: 'drops an event by its sequencer',
    file: 'shared/event/coalesce.ts',
    find: 'for (const event of events) changes',
    replace: "for (const event of events.filter(({ sequencer }) => (sequencer ?? '') >= '0069')) changes",
  },
  {
    name: 'ignores the settle window for a delete',
    file: 'shared/plan/plan.ts',
    find: 'const untilMs = absentSinceMs + settleMs',
    replace: 'const untilMs = absentSinceMs',
  },
  {
    name: 'does not decode the key',
    file: 'shared/event/read-message.ts',
    find: 'const key = decodeEventKey(s3.object.key)',
    replace: 'const key: string | undefined = s3.object.key',
  },
  {
    name: 'reads the first record only',
    file: 'shared/event/read-message.ts',
    find: 'for (const record of parsed.data.Records)',
    replace: 'for (const record of parsed.data.Records.slice(0, 1))',
  },
  {
    name: 'a lease never runs out',
    file: 'shared/record/transitions.ts',
    find: 'entry.lease.token !== token && entry.lease.untilMs > nowMs',
    replace: 'entry.lease.token !== token && nowMs > 0',
  },
  {
    name: 'retries what will never work',
    file: 'shared/outcome/failure.ts',
    find: "if (failure.class === 'permanent') return",
    replace:
      "if (failure.class === 'permanent') return tryAgain(visit, failure, 1)\n  if (failure.class === 'permanent') return",
  },
  {
    name: 'one failing key fails its batch',
    file: 'shared/batch.ts',
    find: 'failedIds: read.filter((_, index) => !settled[index])',
    replace: 'failedIds: read.filter(() => settled.includes(false))',
  },
  {
    name: 'acknowledges what failed',
    file: 'shared/batch.ts',
    find: 'if (delays.length > 0) {',
    replace: 'if (delays.length > 1) {',
  },
  {
    name: 'takes an address over without looking at its owner`s entry',
    file: 'shared/apply/ownership.ts',
    find: 'if (await isHeldBy(work, ownership.by, address)) return ownership.by',
    replace: 'await isHeldBy(work, ownership.by, address)',
  },
  {
    name: 'records a rename for the new key only',
    file: 'shared/apply/rename.ts',
    find: "source.entry = release(noteAbsence(recordApplied(source.entry, { state: 'nothing' }), undefined))",
    replace: 'source.entry = release(closeAttempt(source.entry))',
  },
  {
    name: 'takes an archived object for a missing one',
    file: 'shared/plan/plan.ts',
    find: "if (observation.state === 'absent') return",
    replace: "if (observation.state === 'absent' || observation.archived) return",
  },
  {
    name: 'tries to pull an archived object',
    file: 'shared/plan/plan.ts',
    find: 'if (!archived || !needsBytes) return next',
    replace: 'return next',
  },
  {
    name: 'does not listen to restores',
    file: 'shared/event/read-message.ts',
    find: "if ('key' in read) events.push(read)",
    replace:
      "if ('key' in read && /^ObjectRestore/.test(read.name)) continue\n    if ('key' in read) events.push(read)",
  },
  {
    name: 'forgets a rename whose record fails',
    file: 'shared/apply/rename.ts',
    find: 'hold.entry = recordApplied(hold.entry, { ...asset, address,',
    replace:
      'await work.owners.find(asset.address, from.key)\n      hold.entry = recordApplied(hold.entry, { ...asset, address,',
  },
  {
    name: 'overwrites at an address that it has lost',
    file: 'shared/apply/ownership.ts',
    find: 'if (!(await work.owners.find(address, key))) await',
    replace: 'if (false) await',
  },
  {
    name: 'leaves an asset to an owner that holds nothing',
    file: 'shared/apply/ownership.ts',
    find: 'if (await isHeldBy(work, found.owner, address)) return undefined',
    replace: 'if (found.owner) return undefined',
  },
  {
    name: 'drops an upload in the background when something else fails',
    file: 'shared/outcome/failure.ts',
    find: 'if (!hold.entry.pending) {',
    replace: 'if (true) {',
  },
  {
    name: 'takes any asset for the upload in the background',
    file: 'shared/apply/background.ts',
    find: 'if (asset?.context[UPLOAD_TOKEN] === token) {',
    replace: 'if (asset) {',
  },
  {
    name: 'forgets where a move without an answer may have brought the asset',
    file: 'shared/plan/plan.ts',
    find: 'const stray = entry.strays?.find((address) => !isWanted(address))',
    replace: 'const stray = undefined as AssetAddress | undefined',
  },
  {
    name: 'remembers the rules without looking at the object',
    file: 'shared/sweep/differences.ts',
    find: "return applied.rules === governance.digest ? undefined : { key, reason: 'rules-differ' }",
    replace: 'return undefined',
  },
  {
    name: 'renames without a last look at the old key',
    file: 'shared/apply/rename.ts',
    find: "if ((await work.source.observe(from.key)).state !== 'absent') throw",
    replace: "if ((await work.source.observe(from.key)).state === 'present' && false) throw",
  },
  {
    name: 'does not observe again after the record',
    file: 'shared/mirror.ts',
    find: 'answered = await act(visit, hold, next)',
    replace:
      "answered = await act(visit, hold, next)\n    if (answered) hold.entry = answered(hold.entry, visit.observed)\n    if (answered) return end(visit, hold, { kind: 'skip', reason: 'applied' })",
  },
]
