import {
  GetEventSourceMappingCommand,
  InvokeCommand,
  type LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import type { Delivery } from '../../ports/delivery.ts'
import { callAws } from './failure.ts'

/** Delivery by an event source mapping, which Lambda takes about a minute to switch. Throws TransientErrors. */
export function mappingDelivery(lambda: LambdaClient, UUID: string): Delivery {
  return {
    async isEnabled() {
      const { State = '' } = await callAws('lambda', () => lambda.send(new GetEventSourceMappingCommand({ UUID })))
      // Others are Disabled and Disabling; what is being created or updated will be enabled.
      return !State.startsWith('Disabl')
    },
    async enable(Enabled) {
      await callAws('lambda', () => lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled })))
    },
  }
}

/** Begins an invocation of a function, and does not wait for it. Throws TransientErrors. */
export async function startFunction(lambda: LambdaClient, FunctionName: string): Promise<void> {
  await callAws('lambda', () => lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event' })))
}
