import { isAccount } from '../account.ts'
import { Refusal, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import { type Access, ALL_RIGHTS, findAccess } from '../users.ts'
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
    run: async (session, password) => {
      if (session.user === undefined) throw new Refusal(503, 'Send USER first.')
      const { user } = session
      session.user = undefined
      await logIn(session, user, password)
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

/** Refuses who is neither the account nor a user, and during a pause everybody, unseen. */
async function logIn(session: Session, user: string, password: string): Promise<void> {
  const { pauses, nowMs } = session.shared
  const guess = { address: session.client, user }
  const waitMs = pauses.waitMs(guess, nowMs())
  if (waitMs > 0) {
    throw new Refusal(530, `Too many wrong passwords from your address. Wait ${Math.ceil(waitMs / 1000)} s.`)
  }
  const access = await accessFor(session, user, password)
  if (!access) {
    pauses.failed(guess, nowMs())
    throw new Refusal(530, 'Wrong user or password.')
  }
  pauses.succeeded(guess)
  session.logIn(access)
}

async function accessFor(session: Session, user: string, password: string): Promise<Access | undefined> {
  const { whole, client, isSecure } = session
  const { account, identify } = session.shared
  if (isAccount(account, user, password)) return { bucket: whole, rights: ALL_RIGHTS }
  return identify && findAccess(identify, { user, password, client, isSecure }, whole)
}
