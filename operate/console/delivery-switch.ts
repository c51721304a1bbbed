import { z } from 'zod'
import { stopOf } from '../../shared/breaker/state.ts'
import { reconcileDelivery } from '../pause/pause.ts'
import type { Stage } from '../stage/stage.ts'
import { storesOf } from '../stage/stores.ts'
import { parseSent } from './routes.ts'

const pauseSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) })

/** Pauses mirroring until someone resumes it. */
export async function pauseMirroring(stage: Stage, sent: unknown): Promise<object> {
  const { reason } = parseSent(pauseSchema, sent)
  const state = await storesOf(stage).breaker.pause(reason)
  await reconcileDelivery(stage)
  return { said: 'Paused. Changes wait in the queue until mirroring is resumed.', state }
}

/** Resumes mirroring after a pause. */
export async function resumeMirroring(stage: Stage): Promise<object> {
  const state = await storesOf(stage).breaker.resume()
  await reconcileDelivery(stage)
  const stop = stopOf(state)
  const said = stop ? `Resumed. But ${stop.reason}.` : 'Resumed. A sweep begins, which finds what was lost meanwhile.'
  return { said, state }
}
