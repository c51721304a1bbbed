import { randomBytes, randomInt } from 'node:crypto'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Gives 32 random hex digits, the form of asset ids, version ids and blob names. */
export function randomId(): string {
  return randomBytes(16).toString('hex')
}

/** Gives a public id such as Cloudinary makes up when the request names none. */
export function randomPublicId(): string {
  return Array.from({ length: 20 }, () => letters[randomInt(36)]).join('')
}
