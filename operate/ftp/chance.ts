import { randomBytes, randomInt } from 'node:crypto'

/** Without those that look like others. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const GROUPS = 4
const GROUP_LENGTH = 5
const SALT_BYTES = 16

/** A password of chance, of 115 bits, in groups that can be read out. */
export function generatePassword(): string {
  const letter = () => LETTERS[randomInt(LETTERS.length)]
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}

/** A salt for one password. */
export function newSalt(): Uint8Array {
  return randomBytes(SALT_BYTES)
}
