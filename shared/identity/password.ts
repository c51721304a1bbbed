import { timingSafeEqual } from 'node:crypto'
import { limits } from '../model/limits.ts'

/** Derives a key of 32 bytes from a password; the work is in proportion to 2 ** logCost. */
export type Derive = (password: string, salt: Uint8Array, logCost: number) => Promise<Uint8Array>

/** The longest password that is looked at, in UTF-8. */
export const PASSWORD_BYTES_MAX = 256

const SALT_BYTES = 16
const KEY_BYTES = 32
/** The form of the PHC string format. Block size and parallelism are those of every hash so far. */
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=8,p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
/** Stands for the hash of a user who has none: the work is the same, and nothing is equal to it. */
const DECOY = { salt: new Uint8Array(SALT_BYTES), key: undefined } as const

/** The hash of a password as it is stored, with all that it was made with. */
export async function hashPassword(
  password: string,
  { salt, logCost, derive }: { readonly salt: Uint8Array; readonly logCost: number; readonly derive: Derive },
): Promise<string> {
  const key = await derive(password.normalize('NFC'), salt, logCost)
  return `$scrypt$ln=${logCost},r=8,p=1$${base64(salt)}$${base64(key)}`
}

/**
 * Whether the password is that of the hash. The work is that of the present cost at least, whether there is a hash, and whatever
 * cost it was made with: how long it takes says nothing of the user.
 */
export async function isPassword(
  password: string,
  hash: string | undefined,
  { logCost, derive }: { readonly logCost: number; readonly derive: Derive },
): Promise<boolean> {
  const stored = hash === undefined ? { ...DECOY, logCost } : parseHash(hash)
  const normal = password.normalize('NFC')
  const key = await derive(normal, stored.salt, stored.logCost)
  // A hash of a former cost: half of the work is missing for each doubling since, and 2 + 4 + 8 is 16 less 2.
  for (let cost = stored.logCost; cost < logCost; cost++) await derive(normal, DECOY.salt, cost)
  return stored.key !== undefined && key.length === stored.key.length && timingSafeEqual(key, stored.key)
}

function parseHash(hash: string) {
  const [, cost, salt = '', key = ''] = FORM.exec(hash) ?? []
  // The hash itself is nobody's business.
  if (cost === undefined) throw new Error('a stored password hash has a form that this version does not know')
  const logCost = Number(cost)
  if (logCost < 1 || logCost > limits.passwordLogCostMax) {
    const expected = `expected a stored password hash with a cost from 1 to ${limits.passwordLogCostMax}, found ${logCost}`
    throw new Error(`${expected}; make the user anew (sls ftp add --replace)`)
  }
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length !== KEY_BYTES) throw new Error('a stored password hash is cut off')
  return { logCost, salt: Buffer.from(salt, 'base64'), key: bytes }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
