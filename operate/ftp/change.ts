import { type Command, type CommandContext, jsonOption, yesOption } from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { typed } from '../cli/typed.ts'
import { UsageError } from '../cli/usage-error.ts'
import { identityOf } from './aws.ts'
import { userOf, userOption } from './options.ts'

/** `sls ftp disable`: a user stays, and is not let in. */
export const ftpDisable: Command = {
  path: ['ftp', 'disable'],
  usage: 'Lets a user in no more; who is connected stays so until they disconnect',
  options: { ...userOption, ...jsonOption },
  run: (context) => setDisabled(context, true),
}

/** `sls ftp enable`: lets a disabled user in again. */
export const ftpEnable: Command = {
  path: ['ftp', 'enable'],
  usage: 'Lets a disabled user in again',
  options: { ...userOption, ...jsonOption },
  run: (context) => setDisabled(context, false),
}

/** `sls ftp remove`: takes a user away. */
export const ftpRemove: Command = {
  path: ['ftp', 'remove'],
  usage: 'Removes a user; the files stay',
  options: { ...userOption, ...yesOption, ...jsonOption },
  async run(context) {
    const { options, terminal } = context
    const name = userOf(options)
    const { users } = await identityOf(await context.stage())
    if (!(await isTyped(context, name))) {
      terminal.note('Nothing was removed.')
      return 1
    }
    if (!(await users.remove(name))) throw unknownUser(name)
    if (options.json) printJson(terminal, { user: name, isRemoved: true })
    else terminal.print(`${name} is removed. Its files stay.`)
    return 0
  },
}

async function setDisabled({ options, stage, terminal }: CommandContext, isDisabled: boolean): Promise<number> {
  const name = userOf(options)
  const { users } = await identityOf(await stage())
  if (!(await users.setDisabled(name, isDisabled))) throw unknownUser(name)
  if (options.json) printJson(terminal, { user: name, isDisabled })
  else terminal.print(isDisabled ? `${name} is let in no more.` : `${name} may log in.`)
  return 0
}

/** The name has to be typed: no other user is removed by a finger that was too fast. */
async function isTyped({ options, terminal }: CommandContext, name: string): Promise<boolean> {
  if (options.yes) return true
  return (await terminal.ask(`Removes the user ${name}. Type the name to go on: `, '--yes')).trim() === name
}

function unknownUser(name: string): UsageError {
  return new UsageError(typed`expected a user ${name}, found none; \`sls ftp list\` shows all`)
}
