import { parseBlock } from '../../shared/identity/address.ts'
import { PASSWORD_BYTES_MAX } from '../../shared/identity/password.ts'
import { HOME_EXPECTED, parseHome } from '../../shared/model/ftp-home.ts'
import { RIGHTS, type Right, userNameSchema } from '../../shared/model/ftp-user.ts'

const PASSWORD_LENGTH_MIN = 8
/** Transfer Family's own bound for a user. Source: AWS Transfer Family endpoints and quotas. */
const KEYS_MAX = 10
const KEY_LENGTH_MAX = 2048
/** What a policy and a lookup can bear. */
const BLOCKS_MAX = 50

/** A value that was read, or what was expected in its place. What was found is shown only where it is no secret. */
export type Field<Value> = { readonly value: Value } | { readonly expected: string; readonly found: string }

/** The name of a user, as AWS Transfer Family takes it. */
export function readName(text: string): Field<string> {
  // AWS lets nobody in by this name.
  if (userNameSchema.safeParse(text).success && text !== 'root') return { value: text }
  return fault('3 to 100 ASCII letters, digits, _ . @ and -, beginning with a letter, a digit or _, and not root', text)
}

/** A home directory, in its one form. */
export function readHome(text: string): Field<string> {
  const home = parseHome(text)
  return home === undefined ? fault(HOME_EXPECTED, text) : { value: home }
}

/** Rights with blanks, commas or plus signs between them; nothing means all. */
export function readRights(text: string): Field<readonly Right[]> {
  if (text === '') return { value: RIGHTS }
  const words = listOf(text.replaceAll('+', ' '))
  const rights = RIGHTS.filter((right) => words.includes(right))
  if (rights.length > 0 && words.every((word) => rights.some((right) => right === word))) return { value: rights }
  return fault(`some of ${RIGHTS.join(', ')}, or nothing for all of them`, text)
}

/** Blocks of addresses with blanks or commas between them; nothing means any. */
export function readBlocks(text: string): Field<readonly string[]> {
  const blocks = listOf(text).map(parseBlock)
  const sound = blocks.filter((block) => block !== undefined)
  if (sound.length === blocks.length && sound.length <= BLOCKS_MAX) return { value: [...new Set(sound)] }
  return fault(`at most ${BLOCKS_MAX} addresses or blocks such as 203.0.113.0/24, or nothing for any`, text)
}

/** A password that someone has chosen. */
export function readPassword(text: string): Field<string> {
  const bytes = Buffer.byteLength(text)
  const isSound = text.length >= PASSWORD_LENGTH_MIN && bytes <= PASSWORD_BYTES_MAX && !/\p{Cc}/u.test(text)
  if (isSound) return { value: text }
  const expected = `${PASSWORD_LENGTH_MIN} characters to ${PASSWORD_BYTES_MAX} bytes, none of them a control character`
  return { expected, found: 'something else (not shown, it is secret)' }
}

/** Public keys in OpenSSH's form, one a line. Their comments are left out. */
export function readKeys(text: string): Field<readonly string[]> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const keys = lines.map(readKey)
  const sound = keys.filter((key) => key !== undefined)
  if (sound.length > 0 && sound.length === keys.length && sound.length <= KEYS_MAX)
    return { value: [...new Set(sound)] }
  const expected = `1 to ${KEYS_MAX} public keys in OpenSSH's form (ssh-ed25519, ssh-rsa or ecdsa-sha2-nistp...), one a line`
  const isPrivate = /PRIVATE KEY/.test(text)
  return { expected, found: isPrivate ? 'a private key, which is nobody else`s business' : 'something else' }
}

function readKey(line: string): string | undefined {
  const [type = '', body = ''] = line.trim().split(/\s+/)
  const isKnown = /^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp(256|384|521))$/.test(type)
  if (!isKnown || !/^[A-Za-z0-9+/]+=*$/.test(body) || line.length > KEY_LENGTH_MAX) return undefined
  // The body begins with the length of the type, and the type once more.
  const bytes = Buffer.from(body, 'base64')
  const isWhole = bytes.length > 4 + type.length && bytes.subarray(4, 4 + type.length).toString('latin1') === type
  return isWhole ? `${type} ${body}` : undefined
}

function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
}

function fault(expected: string, text: string): { expected: string; found: string } {
  return { expected, found: text === '' ? 'nothing' : JSON.stringify(text.slice(0, 100)) }
}
