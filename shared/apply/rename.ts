import { Hold } from '../claim/claim.ts'
import type { Work } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import type { Applied, AppliedAsset } from '../model/entry.ts'
import { classify, type Effect, TransientError } from '../model/errors.ts'
import type { Introduction } from '../plan/create.ts'
import type { Row } from '../ports/rows.ts'
import { closeAttempt, doubtAttempt, noteAbsence, recordApplied, release } from '../record/transitions.ts'
import { acquireAddress } from './ownership.ts'
import type { Recording } from './recording.ts'
import { renameAsset } from './rename-asset.ts'

/**
 * Moves the asset of a key that is gone to this key. Both keys are held and both announce it, so that a rename without
 * an answer leaves both in doubt. Never waits for the second while holding the first.
 */
export async function applyRename(
  { from, treatment }: Extract<Introduction, { kind: 'rename' }>,
  hold: Hold,
  work: Work,
): Promise<Recording> {
  const source = await Hold.on(work, from.key, hold.token)
  const asset = source?.entry.applied
  if (
    !source ||
    source.entry.doubt ||
    source.entry.pending ||
    asset?.state !== 'asset' ||
    !isSameAsset(asset, from.applied)
  ) {
    throw changed(from.key)
  }
  const { address, options } = treatment
  await hold.announce('rename', address)
  await source.announce('rename', asset.address)
  let effect: Effect = 'none'
  try {
    // What cannot be undone is decided on what S3 says at the last moment. Whoever hears of a later change finds the key held.
    if ((await work.source.observe(from.key)).state !== 'absent') throw changed(from.key)
    await obtainAddress(work, from.key, asset.address, hold.entry.key, address)
    const ownerRow = sameAddress(asset.address, address) ? undefined : await work.owners.find(asset.address, from.key)
    // Names that differ only in their extension share an address: the asset just changes hands.
    const isThere = sameAddress(asset.address, address)
    if (isThere || (await renameAsset(work, asset, address, options.invalidate ?? true))) {
      effect = 'unknown'
      // In the draft at once: whatever fails from here on, the newcomer is saved with its asset, or left with its attempt.
      hold.entry = recordApplied(hold.entry, { ...asset, address, fingerprint: '', atMs: work.clock.nowMs() })
      await recordMove(work, source, hold, ownerRow)
    } else {
      await recordNoMove(source, hold, asset.address)
    }
  } catch (thrown) {
    await giveBack(source, classify(thrown).effect === 'unknown' ? 'unknown' : effect)
    throw thrown
  }
  return (entry) => entry
}

function changed(key: string): TransientError {
  return new TransientError('superseded', `${key} has changed meanwhile`, { kind: 'waiting' })
}

function isSameAsset(a: AppliedAsset, b: Applied): boolean {
  return b.state === 'asset' && a.assetId === b.assetId && a.version === b.version && sameAddress(a.address, b.address)
}

async function obtainAddress(
  work: Work,
  fromKey: string,
  from: AssetAddress,
  key: string,
  to: AssetAddress,
): Promise<void> {
  const row = sameAddress(from, to) ? await work.owners.find(to, fromKey) : undefined
  if (row && (await work.owners.takeOver(to, key, row))) return
  await acquireAddress(work, to, key)
}

/** Records the newcomer first: a crash in between leaves the old key in doubt, which costs a look and no upload. */
async function recordMove(work: Work, source: Hold, hold: Hold, ownerRow: Row | undefined): Promise<void> {
  await hold.save()
  source.entry = release(noteAbsence(recordApplied(source.entry, { state: 'nothing' }), undefined))
  await source.save()
  if (ownerRow) await work.owners.release(ownerRow)
}

/** There was nothing to move, or the new address was taken: nobody knows any more what the old key has. */
async function recordNoMove(source: Hold, hold: Hold, address: AssetAddress): Promise<void> {
  source.entry = release(recordApplied(source.entry, { state: 'unknown', address, owned: true }))
  hold.entry = closeAttempt(hold.entry)
  await source.save()
}

/** Leaves the old key free, and in doubt where the asset may have moved. If that fails, its lease runs out into a doubt. */
async function giveBack(source: Hold, effect: Effect): Promise<void> {
  const { entry } = source
  source.entry = effect === 'unknown' ? doubtAttempt(entry) : closeAttempt(entry)
  await source.finish().catch(() => undefined)
}
