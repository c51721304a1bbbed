import { refuseLarger } from '../bucket/file-size.ts'
import { Refusal, type Reply, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import type { Commands } from './command.ts'

function accepted(): Reply {
  return reply(200, 'OK.')
}

function refuseUnless(isKnown: boolean): Reply {
  if (!isKnown) throw new Refusal(504, 'The parameter is not supported.')
  return accepted()
}

// Not all clients listen to the answer: what was announced is held for the next upload.
function announce(session: Session, argument: string): Reply {
  session.announcedBytes = Number(/^(\d{1,15})(?: R \d+)?\s*$/i.exec(argument)?.[1] ?? 0)
  refuseLarger(session.announcedBytes, session.shared.limits.fileBytesMax)
  return reply(202, 'No storage allocation is necessary.')
}

// MFMT is answered but not announced: S3 cannot set times, so clients should not count on it.
const features = ['EPRT', 'EPSV', 'MDTM', 'MLST type*;size*;modify*;', 'REST STREAM', 'SIZE', 'TVFS', 'UTF8']

const securityFeatures = ['AUTH TLS', 'PBSZ', 'PROT']

/** What clients ask about the server, and the transfer parameters that they set. */
export const parameterCommands: Commands = {
  FEAT: {
    isOpenToAll: true,
    run: ({ shared }) => {
      const all = shared.tls === undefined ? features : [...securityFeatures, ...features]
      return reply(211, 'Features:', ...all.map((name) => ` ${name}`), 'End.')
    },
  },
  SYST: { isOpenToAll: true, run: () => reply(215, 'UNIX Type: L8') },
  NOOP: { isOpenToAll: true, run: accepted },
  CLNT: { isOpenToAll: true, run: accepted },
  HELP: { isOpenToAll: true, run: () => reply(214, 'An FTP server whose file system is a bucket.') },
  OPTS: {
    isOpenToAll: true,
    run: (_session, option) => refuseUnless(/^(?:UTF-?8( ON)?|MLST( .*)?)$/i.test(option)),
  },
  // ASCII is accepted and means binary: converting line ends would corrupt photos.
  TYPE: { run: (_session, type) => refuseUnless(/^(?:[AI]( N)?|L ?8)\s*$/i.test(type)) },
  MODE: { run: (_session, mode) => refuseUnless(/^S\s*$/i.test(mode)) },
  STRU: { run: (_session, structure) => refuseUnless(/^F\s*$/i.test(structure)) },
  ALLO: { run: announce },
  // Objects have no modes; clients that mirror local ones must not fail over it.
  SITE: { run: (_session, command) => refuseUnless(/^CHMOD /i.test(command)) },
}
