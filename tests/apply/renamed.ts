import { image, MemoryWorld } from '../support/world.ts'

export const from = 'old.jpg'
export const to = 'new.jpg'
/** Where the asset was, and where it is to be. */
export const [before, after] = [image('old'), image('new')]

/** A world in which a mirrored object has been renamed: it was copied, and then deleted. */
export async function withRenamedObject(name = to): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored(from, 'one')
  world.put(name, 'one')
  world.remove(from)
  return world
}
