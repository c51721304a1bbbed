import { z } from 'zod'
import { deletionsLimit } from '../../shared/guard/admission.ts'
import { listWithheld, type Withheld } from '../../shared/guard/withheld.ts'
import { UsageError } from '../cli/usage-error.ts'
import { releaseListed } from '../guard/guard.ts'
import { deletions as deletionsText, releaseText } from '../guard/report.ts'
import type { Stage } from '../stage/stage.ts'
import { guardOf, storesOf } from '../stage/stores.ts'
import { viewAccount } from './account.ts'
import { type AssetLinks, linksOf } from './delivery.ts'
import { parseSent } from './routes.ts'

/** A page shows no more, and says how many there are. */
const SHOWN_MAX = 200

const releaseSchema = z.strictObject({
  /** What was selected: exactly these deletions, as they were listed. */
  deletions: z.array(z.strictObject({ key: z.string(), publicId: z.string(), sinceMs: z.number() })).max(100_000),
  /** Where all that is withheld is meant, and deletions are to be let through again: how many that were. */
  all: z.number().int().min(0).optional(),
})

/** A deletion that is withheld, with the asset that it is about. */
export interface WithheldRow extends Withheld {
  readonly links: AssetLinks | undefined
}

/** How the guard is. */
export interface GuardPage {
  /** Since when (Unix milliseconds) it stops all deletions; undefined while it lets them through. */
  readonly trippedMs: number | undefined
  /** How many it has let through in its window. */
  readonly count: number
  readonly limit: { readonly deletionsMax: number; readonly windowMs: number }
  /** How many deletions are withheld, of which the first are listed. */
  readonly total: number
  readonly deletions: readonly WithheldRow[]
  /** How many keys wait until an asset of another key has gone. */
  readonly waiting: number
}

/** Whether the guard has tripped, its limits, and what it withholds. */
export async function viewGuard(stage: Stage): Promise<GuardPage> {
  const { guard, limits } = guardOf(stage)
  const { ledger } = storesOf(stage)
  const [state, withheld, account] = await Promise.all([guard.state(), listWithheld(ledger), viewAccount(stage)])
  const shown = withheld.deletions.slice(0, SHOWN_MAX)
  const deletions = await Promise.all(
    shown.map(async (one) => {
      const { applied } = (await ledger.read(one.key)).entry
      return { ...one, links: account && applied.state === 'asset' ? linksOf(applied, account) : undefined }
    }),
  )
  const limit = { deletionsMax: deletionsLimit(state, limits), windowMs: limits.windowMs }
  const { trippedMs, count } = state
  return { trippedMs, count, limit, total: withheld.deletions.length, deletions, waiting: withheld.waiting.length }
}

/** Lets deletions through: those that were selected, if they are still the ones that were listed. */
export async function release(stage: Stage, sent: unknown): Promise<object> {
  const { deletions: wanted, all } = parseSent(releaseSchema, sent)
  const listed = await listWithheld(storesOf(stage).ledger)
  if (all !== undefined && all !== listed.deletions.length) {
    const found = deletionsText(listed.deletions.length)
    throw new UsageError(`expected ${deletionsText(all)} to be withheld, as shown, found ${found} by now; look again`)
  }
  const idOf = (key: string, publicId: string, sinceMs: number) => JSON.stringify([key, publicId, sinceMs])
  const ids = new Set(wanted.map(({ key, publicId, sinceMs }) => idOf(key, publicId, sinceMs)))
  const deletions = listed.deletions.filter(
    ({ key, address, sinceMs }) => all !== undefined || ids.has(idOf(key, address.publicId, sinceMs)),
  )
  const isAll = deletions.length === listed.deletions.length
  const released = await releaseListed(stage, { deletions, waiting: listed.waiting }, isAll)
  return { said: releaseText(released), ...released }
}
