import * as z from 'zod'
import type { Delivery } from '../../ports/delivery.ts'
import { callAws } from './failure.ts'
import { type SignedCall, signedService } from './signed-call.ts'

const mappingSchema = z.object({ State: z.string().default('') })

/**
 * Delivery by an event source mapping, which Lambda takes about a minute to switch. Throws TransientErrors.
 * Source: AWS Lambda API Reference, GetEventSourceMapping and UpdateEventSourceMapping.
 */
export function mappingDelivery(uuid: string, call: SignedCall = signedService('lambda')): Delivery {
  const path = `/2015-03-31/event-source-mappings/${encodeURIComponent(uuid)}`
  return {
    async isEnabled() {
      const { State } = mappingSchema.parse(await callAws('lambda', () => call({ method: 'GET', path })))
      // Others are Disabled and Disabling; what is being created or updated will be enabled.
      return !State.startsWith('Disabl')
    },
    async enable(Enabled) {
      await callAws('lambda', () => call({ method: 'PUT', path, body: { Enabled } }))
    },
  }
}

/**
 * Begins an invocation of a function, and does not wait for it. Throws TransientErrors.
 * Source: AWS Lambda API Reference, Invoke.
 */
export async function beginFunction(name: string, call: SignedCall = signedService('lambda')): Promise<void> {
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`
  await callAws('lambda', () => call({ method: 'POST', path, headers: { 'x-amz-invocation-type': 'Event' } }))
}
