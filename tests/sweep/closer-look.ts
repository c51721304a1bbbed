import type { AssetAddress } from '../../shared/model/address.ts'
import { inspectAssets } from '../../shared/sweep/assets.ts'
import type { Difference } from '../../shared/sweep/difference.ts'
import { sweepExtras } from '../../shared/sweep/extras.ts'
import { inspectMetadata } from '../../shared/sweep/metadata.ts'
import { sweep } from '../../shared/sweep/sweep.ts'
import { simulatedCatalog } from '../simulation/catalog.ts'
import { Invocation } from '../simulation/invocation.ts'
import type { Lambda } from '../simulation/lambda.ts'
import { judge } from '../simulation/oracle.ts'
import { rest } from '../simulation/play.ts'
import { simulatedPorts } from '../simulation/ports.ts'
import { TAGGED_RULES } from '../simulation/rules.ts'
import type { Scenario } from '../simulation/scenarios/scenario.ts'
import type { Asset } from '../simulation/services/media.ts'
import { BUCKET, TIMES, type World } from '../simulation/world.ts'

/** The keys of what is mirrored in the beginning, each with an asset of its own. */
export const keys = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']
/** A bucket that is mirrored, and in which nothing happens. */
export const mirrored: Scenario = {
  name: 'some objects',
  first: Object.fromEntries(keys.map((key) => [key, `content of ${key}`])),
  steps: [],
  identities: {},
  mutationsMax: 0,
  rules: TAGGED_RULES,
}

/** Sweeps all there is, with everything that can be looked at, until nothing is left to do. */
export async function sweepAll(world: World, lambda: Lambda, adopts = false): Promise<readonly Difference[]> {
  const ports = simulatedPorts(world, new Invocation(world, `sweep${world.nowMs}`, 0))
  const found: Difference[] = []
  const evidence = { ...ports, rules: world.rules, settings: { bucket: BUCKET, settleMs: TIMES.settleMs } }
  const catalog = simulatedCatalog(world)
  const onPage = ({ differences }: { differences: readonly Difference[] }) => void found.push(...differences)
  const mayGoOn = async () => true
  const work = { ...ports, bucket: BUCKET, rules: world.rules, adopts, catalog, mayGoOn, onPage }
  const inspections = [inspectMetadata(evidence), inspectAssets(catalog, BUCKET)]
  const cursor = { read: async () => undefined, write: async () => undefined }
  let isOver = false
  const sweeping = sweep({ ...work, cursor, inspections })
    .then(() => sweepExtras({ ...work, cursor }))
    .finally(() => {
      isOver = true
    })
  await world.scheduler.run(() => isOver, world.nowMs + 3_600_000)
  await sweeping
  await rest(world, lambda)
  return found
}

/** The asset of this public ID. */
export function assetOf(world: World, publicId: string): Asset {
  const asset = [...world.media.assets.values()].find(({ address }) => address.publicId === publicId)
  if (!asset) throw new Error(`expected an asset ${publicId}, found none`)
  return asset
}

/** Adds an image to the account, by hand. */
export function addAsset(
  world: World,
  publicId: string,
  context: Readonly<Record<string, string>>,
  name = 'by hand',
): void {
  const address: AssetAddress = { resourceType: 'image', type: 'upload', publicId }
  const bytes = { name, inParts: false }
  world.media.apply(world.nowMs, { kind: 'upload', address, bytes, context, overwrite: false })
}

/** What is wrong in the end. */
export function differences(world: World): readonly string[] {
  const { divergent, lost, extra } = judge(world)
  return [...divergent, ...lost, ...extra, ...world.violations]
}
