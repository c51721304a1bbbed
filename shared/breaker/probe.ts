import type { AssetAddress } from '../model/address.ts'
import type { Transfer } from '../model/desired-asset.ts'
import { classify, TransientError } from '../model/errors.ts'
import { markerKeyOf } from '../model/marker.ts'
import type { ObservedObject } from '../model/observation.ts'
import type { Assets } from '../ports/assets.ts'
import type { Suspect } from '../ports/breaker.ts'
import type { Source } from '../ports/source.ts'

/** What a probe reaches of the outside world. It changes nothing there. */
export interface ProbeDependencies {
  readonly source: Pick<Source, 'confirmBucket' | 'observe' | 'locate' | 'transfer'>
  readonly assets: Pick<Assets, 'find' | 'cloudName' | 'readEmpty'>
}

/** An address that nobody uses: whether there is an asset does not matter, only that the question is answered. */
const PROBED: AssetAddress = { resourceType: 'image', type: 'private', publicId: 'is-anybody-there' }

/**
 * Asks what is suspected whether it is well. Resolves with the trouble that was found, which may be another one; undefined where
 * all is well, or where nothing can tell. Throws where the probe itself is at fault.
 */
export async function probeStage(
  dependencies: ProbeDependencies,
  suspect: Suspect,
  timeoutMs: number,
): Promise<Suspect | undefined> {
  try {
    await (suspect.scope === 'source' ? askSource : askAccount)(dependencies, suspect, timeoutMs)
    return undefined
  } catch (thrown) {
    const failure = classify(thrown)
    if (failure.class === 'defect') throw thrown
    const { scope, code, reason } = failure
    // Anyone who asks for patience is there: that is trouble only where patience is what all are asked for.
    const isBusy = failure.class === 'throttled' && suspect.scope !== 'account'
    return scope === 'key' || isBusy ? undefined : { scope, code, reason }
  }
}

/** The bucket must answer, and what lies in it; where Cloudinary could not read an object, it must read the marker. */
async function askSource(dependencies: ProbeDependencies, { code, reason }: Suspect, timeoutMs: number): Promise<void> {
  const { source, assets } = dependencies
  await source.confirmBucket()
  const marker = markerKeyOf(await assets.cloudName())
  const found = await source.observe(marker)
  if (code !== 'source-unreadable') return
  const transfer = isPresigned(reason) ? 'presigned' : 's3'
  if (found.state === 'present') return readMarker(dependencies, marker, found, transfer, timeoutMs)
  if (transfer === 'presigned') return
  const missing = `there is no object ${marker}, by which the bucket lets Cloudinary read`
  throw new TransientError('source-unreadable', missing, { scope: 'source' })
}

/** Cloudinary must answer for an asset that is not there, and take an upload as far as to read what is none. */
async function askAccount(dependencies: ProbeDependencies, _: Suspect, timeoutMs: number): Promise<void> {
  const { source, assets } = dependencies
  await assets.find(PROBED, timeoutMs)
  const marker = markerKeyOf(await assets.cloudName())
  // Whether the bucket can be read is not the question.
  const found = await source.observe(marker).catch(() => undefined)
  if (found?.state !== 'present') return
  await readMarker(dependencies, marker, found, source.transfer ?? 's3', timeoutMs).catch((thrown: unknown) => {
    if (classify(thrown).scope !== 'source') throw thrown
  })
}

/** The marker is empty, so that Cloudinary reads it and takes it for no file. One that is not is left alone. */
async function readMarker(
  { source, assets }: ProbeDependencies,
  key: string,
  object: ObservedObject,
  transfer: Transfer,
  timeoutMs: number,
): Promise<void> {
  if (object.sizeBytes > 0) return
  await assets.readEmpty(PROBED, await source.locate(key, object, transfer), timeoutMs)
}

/** True where Cloudinary's message names a URL of the web, and not one of S3's own. */
function isPresigned(reason: string): boolean {
  return /Error in loading https?:/.test(reason)
}
