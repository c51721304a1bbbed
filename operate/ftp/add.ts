import { type Command, jsonOption } from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { typed } from '../cli/typed.ts'
import { UsageError } from '../cli/usage-error.ts'
import { identityOf } from './aws.ts'
import { askPassword, passwordOption, userOption, wantedUser } from './options.ts'
import { loginOf, shownUser } from './report.ts'
import { type Added, addUser, reasonOf } from './wanted.ts'

/** `sls ftp add`: one user more. */
export const ftpAdd: Command = {
  path: ['ftp', 'add'],
  usage: 'Adds a user of FTP; without a password or a key a password is generated, and shown once',
  options: {
    ...userOption,
    home: {
      usage: 'The directory of the bucket that is the root, such as /incoming/studio',
      type: 'string',
      required: true,
    },
    ...passwordOption,
    key: { usage: 'A file of public SSH keys, for SFTP', type: 'string', shortcut: 'k' },
    'read-only': { usage: 'Lets the user read, and nothing else', type: 'boolean' },
    rights: { usage: 'Some of "read write delete", all of them if not given', type: 'string' },
    from: { usage: 'Addresses or blocks that the user may come from, with commas between', type: 'string' },
    replace: { usage: 'Replaces a user of that name', type: 'boolean' },
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    const described = wantedUser(options)
    const password = await askPassword(context, described.name)
    const wanted = { ...described, ...(password !== undefined && { password }) }
    const identity = await identityOf(await context.stage())
    const added = await addUser(wanted, identity, { replaces: options.replace === true })
    if (!added) {
      throw new UsageError(`expected a new user, found ${wanted.name} there already; pass --replace to make it anew`)
    }
    const { user, generated } = added
    const isUnsure = 'doubt' in added
    if (options.json) {
      const shown = { ...shownUser(user), ...(generated !== undefined && { password: generated }) }
      printJson(terminal, { ...shown, ...(isUnsure && { isStored: 'unknown' }) })
    } else if (generated !== undefined && isUnsure) terminal.print(`Password, if the user is there: ${generated}`)
    if (isUnsure) throw unsure(added)
    if (options.json) return 0
    terminal.print(`${user.name} may log in (${loginOf(user)}), with ${user.home} as the root.`)
    if (generated !== undefined) terminal.print(`Password, shown this once: ${generated}`)
    if (user.isDisabled) terminal.note(typed`The user is still disabled: \`sls ftp enable\` lets it in.`)
    return 0
  },
}

/** What was not answered may be done: nobody is told the password again. */
function unsure({ user: { name }, doubt }: Added): UsageError {
  return new UsageError(
    `expected to know whether ${name} is added, found: ${reasonOf(doubt)}; it may be there: look at \`sls ftp list\`, and run it again if it is not`,
  )
}
