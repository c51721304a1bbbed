import { type Defect, defectsOf } from './defect.ts'

const claimAddress = defectsOf<typeof import('../../../shared/apply/claim-address.ts')>('shared/apply/claim-address.ts')
const ownership = defectsOf<typeof import('../../../shared/apply/ownership.ts')>('shared/apply/ownership.ts')
const existing = defectsOf<typeof import('../../../shared/apply/existing-asset.ts')>('shared/apply/existing-asset.ts')
const replaceable = defectsOf<typeof import('../../../shared/apply/replaceable.ts')>('shared/apply/replaceable.ts')
const differs = defectsOf<typeof import('../../../shared/apply/address-differs.ts')>('shared/apply/address-differs.ts')
const lastLook = defectsOf<typeof import('../../../shared/apply/last-look.ts')>('shared/apply/last-look.ts')
const ring = defectsOf<typeof import('../../../shared/apply/ring.ts')>('shared/apply/ring.ts')
const destroy = defectsOf<typeof import('../../../shared/apply/destroy.ts')>('shared/apply/destroy.ts')
const renameAsset = defectsOf<typeof import('../../../shared/apply/rename-asset.ts')>('shared/apply/rename-asset.ts')
const recordRename = defectsOf<typeof import('../../../shared/apply/record-rename.ts')>('shared/apply/record-rename.ts')
const dependencies = defectsOf<typeof import('../../../shared/claim/dependencies.ts')>('shared/claim/dependencies.ts')
const attributes = defectsOf<typeof import('../../../shared/model/attributes.ts')>('shared/model/attributes.ts')
const label = defectsOf<typeof import('../../../shared/model/label.ts')>('shared/model/label.ts')

/** Defects in what is sent, and in whose address and asset it is. */
export const APPLYING: readonly Defect[] = [
  claimAddress('knows no owners of addresses', 'claimAddress', () => async ({ owners }, address, key) => {
    await owners.acquire(address, key)
    return key
  }),
  claimAddress(
    'takes an address over without looking at its owner`s entry',
    'claimAddress',
    () =>
      async ({ owners }, address, key) => {
        const ownership = await owners.acquire(address, key)
        if (ownership.owned) return key
        return (await owners.takeOver(address, key, ownership.row)) ? key : undefined
      },
  ),
  ownership(
    'releases an address under a doubt',
    'freeAddress',
    () =>
      ({ owners }, row) =>
        owners.free(row),
  ),
  ownership('overwrites at an address that it has lost', 'keepAddress', () => async () => undefined),
  ownership(
    'leaves an asset to an owner that holds nothing',
    'reclaimAddress',
    () =>
      async ({ owners }, address, key) =>
        owners.find(address, key),
  ),
  ring('finds no ring of keys that wait for each other', 'ringOf', () => async () => []),
  ring('waits without an end for an asset that stays', 'whyItStays', () => async () => undefined),
  existing('takes what an own request has left for what others have set', 'attributesLeftBy', () => () => ({
    context: [],
    tags: [],
  })),
  existing('destroys what it has not made', 'judgeExisting', (original) => (one, onForeignAsset) => {
    const judgement = original(one, onForeignAsset)
    return judgement === 'refuse' ? 'overwrite' : judgement
  }),
  replaceable('overwrites whatever is in the place of the key`s own asset', 'isReplaceable', () => () => true),
  existing('sends bytes without looking for the asset that a sweep has found', 'isLookedFor', () => () => false),
  differs('believes that an asset is where it was asked to be', 'confirmUploaded', () => async () => undefined),
  lastLook('renames without a last look at the old key', 'confirmGone', () => async () => undefined),
  lastLook('destroys an asset that is not labelled ours', 'isDestroyable', () => (asset) => asset !== undefined),
  destroy(
    'destroys without asking whether the bucket answers',
    'applyDestroy',
    (original) => (plan, claim, services) => {
      const source = { ...services.source, confirmBucket: async () => undefined }
      return original(plan, claim, { ...services, source })
    },
  ),
  renameAsset('forgets a rename whose record fails', 'renameAsset', (original) => async (services, asset, to, flag) => {
    const isMoved = await original(services, asset, to, flag)
    // Whatever fails between the answer and the draft.
    await services.owners.find(asset.address, '')
    return isMoved
  }),
  renameAsset(
    'accepts a rename whose answer is another asset',
    'renameAsset',
    () =>
      async ({ assets }, asset, to, invalidate) =>
        (await assets.rename({ from: asset.address, to, invalidate, timeoutMs: 60_000 }))?.address,
  ),
  recordRename('records a rename for the new key only', 'recordRename', () => async (_, { from, to }) => {
    await to.save()
    const { lease, attempt, ...rest } = from.entry
    from.entry = rest
    await from.save()
  }),
  dependencies(
    'counts the deadline of an attempt from now',
    'attemptDeadlineMs',
    () =>
      ({ settings, clock }, patience) => {
        return clock.nowMs() + settings.attemptMs * patience
      },
  ),
  attributes('leaves an asset in the folder that it is moved out of', 'mergeAttributes', (original) => (...given) => {
    const { placement: _, ...rest } = original(...given)
    return rest
  }),
  label('takes any asset for the upload in the background', 'isMadeByUpload', () => () => true),
]
