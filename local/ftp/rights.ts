import type { Right } from '../../shared/model/ftp-user.ts'
import { Refusal } from './reply.ts'
import type { Session } from './session.ts'

/** What each command needs; others are open to all who are logged in. A rename is a copy and a delete. */
const NEEDED: Readonly<Record<string, readonly Right[]>> = {
  RETR: ['read'],
  SIZE: ['read'],
  MDTM: ['read'],
  MFMT: ['read'],
  STOR: ['write'],
  STOU: ['write'],
  APPE: ['read', 'write'],
  MKD: ['write'],
  XMKD: ['write'],
  DELE: ['delete'],
  RMD: ['delete'],
  XRMD: ['delete'],
  RNFR: ['read', 'write', 'delete'],
  RNTO: ['read', 'write', 'delete'],
}

/** Refuses a command that the user has no right to. */
export function refuseWithoutRights({ rights, restartBytes }: Session, verb: string): void {
  // What is kept of the file is read and written again.
  const needed = verb === 'STOR' && restartBytes > 0 ? NEEDED.APPE : NEEDED[verb]
  const missing = needed?.filter((right) => !rights.has(right)) ?? []
  if (missing.length > 0) throw new Refusal(550, `You have no permission to ${missing.join(' and ')} here.`)
}
