import { messageOf } from '../cli/trouble.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { FixedNames } from '../stage/earlier.ts'
import type { Given } from './given.ts'

/** What a first deploy makes under names that AWS gives out once. */
export function fixedNames(stack: string, given: readonly Given[]): FixedNames {
  const texts = new Map(given.map(({ name, text }) => [name, text]))
  const isOwn = (texts.get('existingBucket') ?? '') === ''
  const tables = texts.get('transfer') === 'off' ? ['ledger'] : ['ledger', 'identity']
  return {
    stack,
    bucket: isOwn ? texts.get('sourceBucket') : undefined,
    tables: tables.map((name) => `${stack}-${name}`),
  }
}

/**
 * Throws where a first deploy would end in the middle, because something has a name already that it makes something of. Resolves with
 * what to tell people where that could not be looked at.
 */
export async function checkLeftBehind(
  stage: string,
  region: string,
  read: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  let found: readonly string[]
  try {
    found = await read()
  } catch (thrown) {
    return [`Whether an earlier stage has left a bucket or tables behind could not be looked at: ${messageOf(thrown)}`]
  }
  if (found.length === 0) return []
  const what = `expected nothing of the names that the first deploy of ${stage} to ${region} makes, found ${found.join(', ')}`
  const elsewhere = `A stage of that name in another region has its bucket under the same name: choose another --stage there.`
  throw new UsageError(
    `${what}. Nothing was made. What an earlier stage has left is taken over, or deleted, as docs/operating.md says under "Removal". ${elsewhere}`,
  )
}
