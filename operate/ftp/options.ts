import { readFileSync } from 'node:fs'
import type { CommandContext, OptionValues } from '../cli/command.ts'
import { optionalText, requiredText } from '../cli/options.ts'
import { typed } from '../cli/typed.ts'
import { UsageError } from '../cli/usage-error.ts'
import { type Field, readBlocks, readHome, readKeys, readName, readPassword, readRights } from './fields.ts'
import type { Wanted } from './wanted.ts'

/** The option that names a user. */
export const userOption = {
  user: { usage: 'The name that the user logs in with', type: 'string', required: true },
} as const

/** The option that has a password asked for. */
export const passwordOption = { 'password-prompt': { usage: 'Asks for the password', type: 'boolean' } } as const

/** The name of the user that a command is about. */
export function userOf(options: OptionValues): string {
  return soundValue('user', readName(requiredText(options, 'user')))
}

/** The user that the options of `sls ftp add` describe, but for a password that is asked for. */
export function wantedUser(options: OptionValues): Wanted {
  const isReadOnly = options['read-only'] === true
  const rights = optionalText(options, 'rights')
  if (isReadOnly && rights !== undefined) throw new UsageError('expected --read-only or --rights, found both')
  const keyFile = optionalText(options, 'key')
  return {
    name: userOf(options),
    home: soundValue('home', readHome(requiredText(options, 'home'))),
    rights: soundValue('rights', readRights(isReadOnly ? 'read' : (rights ?? ''))),
    from: soundValue('from', readBlocks(optionalText(options, 'from') ?? '')),
    publicKeys: keyFile === undefined ? [] : soundValue('key', readKeys(readText(keyFile))),
  }
}

/** Asks for a password twice, where that is wanted. */
export async function askPassword({ options, terminal }: CommandContext, name: string): Promise<string | undefined> {
  if (options['password-prompt'] !== true) return undefined
  const otherwise = typed`a file to \`sls ftp import\`, or let a password be generated`
  const password = await terminal.ask(`Password for ${name}: `, otherwise, { isSecret: true })
  const sound = soundValue('password', readPassword(password))
  const again = await terminal.ask('Once more: ', otherwise, { isSecret: true })
  if (again !== sound) throw new UsageError('expected the same password twice, found two; nothing was added')
  return sound
}

/** The bytes of a file that an option names. */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : 'an error'
    throw new UsageError(`expected a file that can be read, found ${code} for ${JSON.stringify(path)}`)
  }
}

function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path))
}

/** The value of an option, or a UsageError that says what was expected. */
function soundValue<Value>(option: string, field: Field<Value>): Value {
  if ('value' in field) return field.value
  throw new UsageError(`expected --${option} to be ${field.expected}, found ${field.found}`)
}
