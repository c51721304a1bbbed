import type { Identity } from '../../shared/identity/log-in.ts'
import { type Command, jsonOption } from '../cli/command.ts'
import { requiredText } from '../cli/options.ts'
import { UsageError } from '../cli/usage-error.ts'
import { identityOf } from './aws.ts'
import { readUsers, refuseFaulty, type WantedLine } from './csv.ts'
import { readBytes } from './options.ts'
import { csvLine, shownUser } from './report.ts'
import { type Added, addUser } from './wanted.ts'

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
      throw new UsageError('expected a file, as in `sls ftp import users.csv`, found nothing')
    const lines = readUsers(readBytes(requiredText(options, 'file')))
    const replaces = options.replace === true
    const identity = await identityOf(await stage())
    if (!replaces) await refuseKnown(lines, identity)
    const added: Added[] = []
    for (const { wanted } of lines) {
      terminal.progress(`${added.length} of ${lines.length}`)
      const one = await addUser(wanted, identity, { replaces }).catch((thrown) => {
        throw interrupted(thrown, added.length, wanted.name)
      })
      if (!one) throw interrupted(new Error('someone else has added it'), added.length, wanted.name)
      added.push(one)
      // At once: whatever becomes of the rest, what is stored can be used.
      if (one.generated !== undefined && !options.json) printPassword(one, added, terminal.print)
    }
    terminal.progress('')
    const generated = added.filter((one) => one.generated !== undefined).length
    if (options.json) {
      const shown = added.map((one) => ({ ...shownUser(one.user), password: one.generated ?? null }))
      terminal.print(JSON.stringify(shown, null, 2))
    }
    terminal.note(
      `Added ${added.length} ${added.length === 1 ? 'user' : 'users'}; ${generated} passwords were generated, and are shown this once.`,
    )
    return 0
  },
}

function printPassword({ user, generated = '' }: Added, all: readonly Added[], print: (text: string) => void): void {
  const isFirst = all.filter((one) => one.generated !== undefined).length === 1
  if (isFirst) print(csvLine(['user', 'home', 'password']))
  print(csvLine([user.name, user.home, generated]))
}

/** Nothing is written where a user of the file is there already. */
async function refuseKnown(lines: readonly WantedLine[], { users }: Identity): Promise<void> {
  const listed = await users.list()
  const known = new Set([...listed.users.map(({ name }) => name), ...listed.unreadable])
  const faults = lines
    .filter(({ wanted }) => known.has(wanted.name))
    .map(
      ({ line, wanted }) =>
        `  line ${line}: expected a new user, found ${wanted.name} there already; --replace makes it anew`,
    )
  refuseFaulty(faults)
}

function interrupted(thrown: unknown, done: number, name: string): UsageError {
  const why = thrown instanceof Error ? thrown.message : 'an error'
  const advice =
    done === 0 ? 'run it again' : `the ${done} before it are there: take their lines out of the file, and run it again`
  return new UsageError(`expected ${name} to be added, found: ${why}; ${advice}`)
}
