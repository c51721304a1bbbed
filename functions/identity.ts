import middy from '@middy/core'
import { composeIdentity } from '../shared/composition/identity.ts'
import { readIdentityEnvironment } from '../shared/config/identity.ts'
import { type Login, logIn } from '../shared/identity/log-in.ts'
import { logger } from '../shared/observability/powertools.ts'

const identity = composeIdentity(readIdentityEnvironment())

/** The event has a password in it: nothing of it is logged but what the report says. */
async function answer(event: unknown): Promise<Login['answer']> {
  const login = await logIn(event, identity)
  const { outcome } = login.report
  // SFTP asks for keys first, also for those who come with a password.
  const isUsual = outcome === 'in' || outcome === 'no-key'
  logger[isUsual ? 'info' : 'warn'](`login: ${outcome}`, { login: login.report })
  return login.answer
}

/** Answers AWS Transfer Family whether someone may come in, to which directory and with which rights. */
export const handler = middy(answer)
