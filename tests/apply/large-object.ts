import { MemoryWorld } from '../support/world.ts'
import { prepare } from './prepare.ts'

/** The key of the large object. */
export const key = 'a.jpg'
/** Where Cloudinary is to tell of what it has finished. */
export const WEBHOOK = 'https://webhook.example'

/** A world with an object that is large by its rules, and a webhook. */
export function withLargeObject(inParts = false): MemoryWorld {
  const world = new MemoryWorld()
  world.webhookUrl = WEBHOOK
  world.follow({ asyncAboveBytes: 1000 })
  world.put(key, 'one', inParts)
  world.clock.advance(3000)
  return world
}

/** The same when Cloudinary has taken the upload, and its worker has gone. */
export async function taken(inParts = false): Promise<MemoryWorld> {
  const world = withLargeObject(inParts)
  const { claim, apply } = await prepare(world, key, 'upload')
  await apply()
  await claim.finish()
  return world
}
