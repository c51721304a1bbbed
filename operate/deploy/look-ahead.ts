import { readRegions } from '../../shared/config/dotenv.ts'
import { messageOf } from '../cli/trouble.ts'
import { UsageError } from '../cli/usage-error.ts'
import { type AccountConcurrency, checkConcurrency } from './concurrency.ts'
import type { Given } from './given.ts'
import { checkLeftBehind } from './left-behind.ts'
import { parameters } from './parameters.ts'
import { regionNotes } from './region.ts'
import { read } from './texts.ts'

/** What is asked of AWS. */
export interface LookingAhead {
  readonly concurrency: () => Promise<AccountConcurrency>
  /** What has a name already that a first deploy makes something of. */
  readonly leftBehind: () => Promise<readonly string[]>
}

/** What a deploy is about to do. */
export interface Ahead {
  readonly stage: string
  readonly region: string
  /** True where the command itself names the region. */
  readonly isRegionGiven: boolean
  readonly given: readonly Given[]
}

/**
 * Looks at what AWS would refuse when half of the stack is made, or do elsewhere than is meant: throws the one, resolves with what to
 * tell people of the other.
 */
export async function lookAhead(ahead: Ahead, { concurrency, leftBehind }: LookingAhead): Promise<readonly string[]> {
  const { stage, region, isRegionGiven, given } = ahead
  const regions = isRegionGiven ? [] : regionNotes(region, readRegions(stage))
  const left = await checkLeftBehind(stage, region, leftBehind)
  return [...regions, ...left, ...(await concurrencyNotes(given, concurrency))]
}

async function concurrencyNotes(
  given: readonly Given[],
  readConcurrency: () => Promise<AccountConcurrency>,
): Promise<readonly string[]> {
  const texts = new Map(given.map(({ name, text }) => [name, text]))
  const webhook = read(texts, 'webhookConcurrency', parameters.webhookConcurrency) ?? 0
  const workers = read(texts, 'maximumConcurrency', parameters.maximumConcurrency) ?? 0
  try {
    const note = checkConcurrency(await readConcurrency(), { webhook, workers })
    return note === undefined ? [] : [note]
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown
    // Who deploys need not be let look; it matters where something is reserved.
    const unknown = `Whether the account has ${webhook} functions at once to reserve for the webhook could not be looked at: ${messageOf(thrown)}`
    return webhook === 0 ? [] : [unknown]
  }
}
