import { type Command, jsonOption } from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { identityOf } from './aws.ts'
import { renderUsers, shownUser } from './report.ts'

/** `sls ftp list`: who may come in by FTP. */
export const ftpList: Command = {
  path: ['ftp', 'list'],
  usage: 'Lists the users of FTP: where they are, what they may do, and how they log in',
  options: { ...jsonOption },
  async run({ options, stage, terminal }) {
    const { users } = await identityOf(await stage())
    const listed = await users.list()
    if (options.json) printJson(terminal, listed.users.map(shownUser))
    else terminal.print(renderUsers(listed.users, terminal.columns))
    for (const name of listed.unreadable) {
      terminal.note(
        `${name} is stored in a form that this version does not know, and cannot log in: remove it, and add it anew.`,
      )
    }
    return listed.unreadable.length === 0 ? 0 : 1
  },
}
