import { Refusal, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import type { Commands } from './command.ts'

function portOf(high: number, low: number): number {
  return high * 256 + low
}

// What stands between client and server may have taken the client at its word.
function refuseAfterEpsvAll({ data }: Session): void {
  if (data.isExtendedPassiveOnly) throw new Refusal(503, 'You have sent EPSV ALL: only EPSV is allowed.')
}

/** How the next data connection is made. */
export const connectionCommands: Commands = {
  PASV: {
    run: async (session) => {
      refuseAfterEpsvAll(session)
      const port = await session.data.listen()
      const host = session.host.replaceAll('.', ',')
      return reply(227, `Entering passive mode (${host},${Math.floor(port / 256)},${port % 256}).`)
    },
  },
  EPSV: {
    run: async (session, argument) => {
      if (/^ALL\s*$/i.test(argument)) {
        session.data.isExtendedPassiveOnly = true
        return reply(200, 'OK.')
      }
      if (!/^1?\s*$/.test(argument)) throw new Refusal(522, 'Only IPv4 is supported (1).')
      return reply(229, `Entering extended passive mode (|||${await session.data.listen()}|).`)
    },
  },
  PORT: {
    run: (session, argument) => {
      refuseAfterEpsvAll(session)
      if (!/^\d{1,3}(,\d{1,3}){5}\s*$/.test(argument))
        throw new Refusal(501, 'PORT takes an address and a port as six numbers.')
      const [a, b, c, d, high = 0, low = 0] = argument.split(',').map(Number)
      session.data.useActive([a, b, c, d].join('.'), portOf(high, low))
      return reply(200, 'OK.')
    },
  },
  EPRT: {
    run: (session, argument) => {
      refuseAfterEpsvAll(session)
      const [, family, host = '', port] = /^\|(\d)\|([^|]+)\|(\d+)\|\s*$/.exec(argument) ?? []
      if (family !== undefined && family !== '1') throw new Refusal(522, 'Only IPv4 is supported (1).')
      session.data.useActive(host, Number(port))
      return reply(200, 'OK.')
    },
  },
}
