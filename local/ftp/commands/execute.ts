import { parseCommandLine } from '../command-line.ts'
import { Refusal, type Reply } from '../reply.ts'
import { refuseWithoutRights } from '../rights.ts'
import type { Session } from '../session.ts'
import type { Command } from './command.ts'
import { connectionCommands } from './connections.ts'
import { directoryCommands } from './directories.ts'
import { fileCommands } from './files.ts'
import { listingCommands } from './listings.ts'
import { loginCommands } from './login.ts'
import { parameterCommands } from './parameters.ts'
import { securityCommands } from './security.ts'
import { transferCommands } from './transfers.ts'

const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...loginCommands,
    ...securityCommands,
    ...parameterCommands,
    ...connectionCommands,
    ...directoryCommands,
    ...fileCommands,
    ...listingCommands,
    ...transferCommands,
  }),
)

/** Does what one line of the client asks for, and says what to answer. */
export async function execute(session: Session, line: Buffer): Promise<Reply> {
  const { verb, argument } = parseCommandLine(line)
  const command = commands.get(verb)
  if (command === undefined) throw new Refusal(502, `${verb} is not implemented.`)
  if (!session.isLoggedIn && !command.isOpenToAll) throw new Refusal(530, 'Log in with USER and PASS first.')
  refuseWithoutRights(session, verb)
  return await command.run(session, argument)
}
