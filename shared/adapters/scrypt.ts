import { scrypt } from 'node:crypto'

const BLOCK_SIZE = 8
const KEY_BYTES = 32

/** scrypt, whose cost is the power of two that the cost names; in 128 KiB for 7, in 128 MiB for 17. */
export function deriveByScrypt(password: string, salt: Uint8Array, logCost: number): Promise<Uint8Array> {
  const cost = 2 ** logCost
  // Node's own bound is below what it needs.
  const options = { cost, blockSize: BLOCK_SIZE, parallelization: 1, maxmem: 256 * cost * BLOCK_SIZE }
  return new Promise((resolve, reject) =>
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
}
