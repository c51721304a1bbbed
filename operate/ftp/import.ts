import type { Identity } from '../../shared/identity/log-in.ts'
import { type Command, jsonOption } from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { requiredText } from '../cli/options.ts'
import type { Terminal } from '../cli/terminal.ts'
import { typed } from '../cli/typed.ts'
import { UsageError } from '../cli/usage-error.ts'
import { identityOf } from './aws.ts'
import { readUsers, refuseFaulty, type WantedLine } from './csv.ts'
import { readBytes } from './options.ts'
import { csvLine, shownUser } from './report.ts'
import { type Added, addUser, reasonOf } from './wanted.ts'

/** `sls ftp import`: many users at once. */
export const ftpImport: Command = {
  path: ['ftp', 'import'],
  word: 'file',
  usage:
    'Adds the users of a CSV file (user, home, password, key, rights, from); prints generated passwords as CSV, once',
  options: {
    file: { usage: 'The file; may be given without the name of the option', type: 'string' },
    replace: { usage: 'Replaces users that are there already', type: 'boolean' },
    ...jsonOption,
  },
  async run({ options, stage, terminal }) {
    if (options.file === undefined)
      throw new UsageError(typed`expected a file, as in \`sls ftp import users.csv\`, found nothing`)
    const file = requiredText(options, 'file')
    const lines = usersIn(file)
    const replaces = options.replace === true
    const identity = await identityOf(await stage())
    if (!replaces) await refuseKnown(file, lines, identity)
    const added: Added[] = []
    try {
      await addAll(lines, identity, { replaces, added, terminal, isShown: options.json !== true })
    } finally {
      // Whatever becomes of the rest, what is stored can be used.
      if (options.json) printJson(terminal, added.map(shownAdded))
    }
    terminal.note(summary(added))
    return 0
  },
}

/** The users of a file. Throws a UsageError that names the file, and the lines where it is not right. */
function usersIn(file: string): readonly WantedLine[] {
  const bytes = readBytes(file)
  return inFile(file, () => readUsers(bytes))
}

function inFile<Value>(file: string, read: () => Value): Value {
  try {
    return read()
  } catch (thrown) {
    throw thrown instanceof UsageError ? new UsageError(`${file}: ${thrown.message}`) : thrown
  }
}

/** How users are added. */
interface Adding {
  readonly replaces: boolean
  /** Gets each user as soon as it is stored. */
  readonly added: Added[]
  readonly terminal: Terminal
  /** Whether passwords are printed, each as soon as it is known. */
  readonly isShown: boolean
}

/** Adds users one after the other, and throws a UsageError that says who is left where that breaks off. */
export async function addAll(
  lines: readonly WantedLine[],
  identity: Identity,
  { replaces, added, terminal, isShown }: Adding,
): Promise<void> {
  for (const { wanted } of lines) {
    terminal.progress(`${added.length} of ${lines.length}`)
    const done = added.length
    const one = await addUser(wanted, identity, { replaces }).catch((thrown) => {
      throw interrupted(thrown, done, wanted.name)
    })
    if (!one) throw interrupted(new Error('someone else has added it'), done, wanted.name)
    const isFirst = generatedOf(added) === 0
    added.push(one)
    if (one.generated !== undefined && isShown) {
      if (isFirst) terminal.print(csvLine(['user', 'home', 'password']))
      terminal.print(csvLine([one.user.name, one.user.home, one.generated]))
    }
    if ('doubt' in one) throw unsure(one, done)
  }
  terminal.progress('')
}

function shownAdded({ user, generated = null, ...more }: Omit<Added, 'generated'> & { generated?: string | null }) {
  return { ...shownUser(user), password: generated, ...('doubt' in more && { isStored: 'unknown' }) }
}

function generatedOf(added: readonly Added[]): number {
  return added.filter(({ generated }) => generated !== undefined).length
}

/** What was done, in a line. */
export function summary(added: readonly Added[]): string {
  const generated = generatedOf(added)
  const users = `Added ${added.length} ${added.length === 1 ? 'user' : 'users'}`
  if (generated === 0) return `${users}.`
  const passwords =
    generated === 1 ? '1 password was generated, and is' : `${generated} passwords were generated, and are`
  return `${users}; ${passwords} shown this once.`
}

/** Nothing is written where a user of the file is there already. */
async function refuseKnown(file: string, lines: readonly WantedLine[], { users }: Identity): Promise<void> {
  const listed = await users.list()
  const known = new Set([...listed.users.map(({ name }) => name), ...listed.unreadable])
  const faults = lines
    .filter(({ wanted }) => known.has(wanted.name))
    .map(
      ({ line, wanted }) =>
        `  line ${line}: expected a new user, found ${wanted.name} there already; --replace makes it anew`,
    )
  inFile(file, () => refuseFaulty(faults))
}

function interrupted(thrown: unknown, done: number, name: string): UsageError {
  const advice = done === 0 ? 'run it again' : `${leaveOut(done)}, and run it again`
  return new UsageError(`expected ${name} to be added, found: ${reasonOf(thrown)}; ${advice}`)
}

/** What was not answered may be done, and its password was shown in any case. */
function unsure({ user: { name }, generated, doubt }: Added, done: number): UsageError {
  const password = generated === undefined ? '' : ', with the password that is shown'
  const rest = done === 0 ? '' : `; ${leaveOut(done)}`
  return new UsageError(
    `expected to know whether ${name} is added, found: ${reasonOf(doubt)}; it may be there${password}: look at \`sls ftp list\`, take its line out of the file if it is${rest}; then run it again for those that are left`,
  )
}

function leaveOut(done: number): string {
  return done === 1
    ? 'the one before it is there: take its line out of the file'
    : `the ${done} before it are there: take their lines out of the file`
}
