import { isAccount } from '../account.ts'
import { Refusal, reply } from '../reply.ts'
import type { Commands } from './command.ts'

/** Logging in and out. */
export const loginCommands: Commands = {
  USER: {
    isOpenToAll: true,
    run: (session, user) => {
      session.user = user
      session.isLoggedIn = false
      // The same for every name, so that names cannot be guessed.
      return reply(331, 'Password required.')
    },
  },
  PASS: {
    isOpenToAll: true,
    run: (session, password) => {
      if (session.user === undefined) throw new Refusal(503, 'Send USER first.')
      session.isLoggedIn = isAccount(session.shared.account, session.user, password)
      session.user = undefined
      if (!session.isLoggedIn) throw new Refusal(530, 'Wrong user or password.')
      return reply(230, 'Logged in.')
    },
  },
  ACCT: { run: () => reply(202, 'ACCT is not needed.') },
  QUIT: {
    isOpenToAll: true,
    run: (session) => {
      session.isQuitting = true
      return reply(221, 'Goodbye.')
    },
  },
}
