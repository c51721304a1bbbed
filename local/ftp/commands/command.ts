import type { Reply } from '../reply.ts'
import type { Session } from '../session.ts'

/** Does one command; what it throws becomes the reply. */
export interface Command {
  readonly isOpenToAll?: boolean
  run(session: Session, argument: string): Promise<Reply> | Reply
}

/** Commands by their verbs. */
export type Commands = Readonly<Record<string, Command>>

/** A command with a transfer. However that ends, or if it does not start, what was prepared for it is closed. */
export function usingData(run: Command['run']): Command {
  return {
    run: async (session, argument) => {
      try {
        return await run(session, argument)
      } finally {
        session.endTransfer()
      }
    },
  }
}
