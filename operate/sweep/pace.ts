import { setTimeout } from 'node:timers/promises'
import type { Queue } from '../../shared/ports/queue.ts'

/** A queue that takes no more than so many changes a second. */
export function pacedQueue(queue: Queue, perSecond: number | undefined): Queue {
  if (perSecond === undefined) return queue
  return {
    ...queue,
    async send(bodies) {
      for (let start = 0; start < bodies.length; start += perSecond) {
        const chunk = bodies.slice(start, start + perSecond)
        await Promise.all([queue.send(chunk), setTimeout((1000 * chunk.length) / perSecond)])
      }
    },
  }
}

const LOOK_AGAIN_MS = 2000

/** Waits until the queue has room; false where it is ended before. */
export async function awaitRoom(
  depth: () => Promise<number>,
  most: number,
  { signal, onWait }: { readonly signal: AbortSignal; readonly onWait: (waiting: number) => void },
): Promise<boolean> {
  while (!signal.aborted) {
    const waiting = await depth()
    if (waiting <= most) return true
    onWait(waiting)
    await setTimeout(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined)
  }
  return false
}
