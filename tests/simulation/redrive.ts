import type { World } from './world.ts'

/** Sends the dead letters to the change queue again, as an operator does. Returns how many there were. */
export function redrive(world: World): number {
  const messages = [...world.deadLetters.messages.values()]
  for (const { body, attributes } of messages) world.queue.apply(world.nowMs, { kind: 'send', body, attributes })
  world.deadLetters.messages.clear()
  world.wake()
  return messages.length
}
