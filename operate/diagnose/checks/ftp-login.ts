import { z } from 'zod'
import { systemClock } from '../../../shared/adapters/clock.ts'
import { askIdentity, type IdentityAnswer } from '../../stage/identity-function.ts'
import { type Check, judge, skipped } from '../check.ts'
import { LOCAL_SERVER, NO_SERVER } from '../ftp-choice.ts'
import { ftpServer } from './ftp-server.ts'

/** Nobody's: an address for examples (RFC 5737), and no user. What is paused for wrong passwords is paused for these. */
const [SOURCE_IP, STRANGER] = ['192.0.2.1', 'sls-diagnose']

/** Asks as the server would for a client, for a user that there is not. */
export const ftpLogin: Check = {
  description: 'The identity function answers, and lets no stranger in',
  needs: [ftpServer],
  notLocally: LOCAL_SERVER,
  async run(context) {
    const { stage } = context
    const server = await context.ftpServer()
    if (!server) return skipped(NO_SERVER)
    const name = stage.functionName('identity')
    const [protocol = '', password] = [server.protocols[0], systemClock.unique()]
    const question = { username: STRANGER, password, protocol, serverId: server.id, sourceIp: SOURCE_IP }
    const found = {
      refused: undefined,
      in: `${name} lets in ${STRANGER}, which is no user, with a password of chance`,
      failed: `${name} failed: nobody can log in`,
      other: `${name} gave no answer that AWS Transfer Family knows: nobody can log in`,
    }[verdictOf(await askIdentity(stage.lambda, name, question))]
    const advice = `Read its log, /aws/lambda/${name}; then npx sls deploy --stage ${stage.name}.`
    return judge(found === undefined ? [] : [found], advice)
  },
}

const answerSchema = z.object({ Role: z.string().optional() })

function verdictOf(asked: IdentityAnswer): 'in' | 'refused' | 'failed' | 'other' {
  if (asked.kind === 'failed') return 'failed'
  const answer = answerSchema.safeParse(asked.answer)
  if (!answer.success) return 'other'
  return answer.data.Role === undefined ? 'refused' : 'in'
}
