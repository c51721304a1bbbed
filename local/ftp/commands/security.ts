import { Refusal, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import type { Commands } from './command.ts'

function refuseInClear(session: Session): void {
  if (!session.isSecure) throw new Refusal(503, 'Send AUTH TLS first.')
}

/** FTPS, as RFC 4217 has it. Only the explicit kind: AWS knows no other. */
export const securityCommands: Commands = {
  AUTH: {
    isOpenToAll: true,
    run: (session, mechanism) => {
      if (session.shared.tls === undefined) throw new Refusal(502, 'TLS is off (FTP_TLS).')
      if (!/^TLS(-C)?\s*$/i.test(mechanism)) throw new Refusal(504, 'Only TLS is supported.')
      if (session.isSecure) throw new Refusal(503, 'The connection is protected already.')
      session.secureAfterReply(session.shared.tls)
      return reply(234, 'Begin the TLS handshake.')
    },
  },
  PBSZ: {
    isOpenToAll: true,
    run: (session, bytes) => {
      refuseInClear(session)
      if (!/^\d{1,10}\s*$/.test(bytes)) throw new Refusal(501, 'PBSZ takes a number of bytes.')
      return reply(200, 'PBSZ=0')
    },
  },
  PROT: {
    isOpenToAll: true,
    run: (session, level) => {
      refuseInClear(session)
      if (/^[SE]\s*$/i.test(level)) throw new Refusal(536, 'Only C and P are supported.')
      if (!/^[CP]\s*$/i.test(level)) throw new Refusal(504, 'Only C and P are supported.')
      session.data.tls = /^P/i.test(level) ? session.shared.tls : undefined
      return reply(200, 'OK.')
    },
  },
  // The rest of the session would be open to whoever is in between.
  CCC: {
    isOpenToAll: true,
    run: () => {
      throw new Refusal(533, 'The control connection stays protected.')
    },
  },
}
