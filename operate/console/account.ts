import { readAccount } from '../stage/account.ts'
import type { Stage } from '../stage/stage.ts'
import { deliveryUrlOf, type LinkedAccount } from './delivery.ts'

/** The account that a stage mirrors into, without its secrets. */
export interface AccountView extends LinkedAccount {
  readonly cloudName: string
}

/** Reads which account a stage mirrors into; undefined where that cannot be read. */
export async function viewAccount(stage: Stage): Promise<AccountView | undefined> {
  const account = await readAccount(stage).catch(() => undefined)
  if (!account) return undefined
  const { deliveryUrl, isElsewhere } = deliveryUrlOf(account)
  return { cloudName: account.cloudName, deliveryUrl, isStandIn: isElsewhere }
}
