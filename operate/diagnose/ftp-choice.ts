import { z } from 'zod'
import type { Stage } from '../stage/stage.ts'

/** How FTP clients were meant to come in when the stage was deployed. */
export interface FtpChoice {
  /** Such as `SFTP`; none where there is to be no server. */
  readonly protocols: readonly string[]
  readonly endpoint: 'public' | 'internet' | 'private'
  /** Undefined where clients use the name that AWS gives. */
  readonly hostName: string | undefined
}

const choiceSchema = z
  .object({
    TRANSFER: z.string().default('off'),
    TRANSFER_ENDPOINT: z.enum(['public', 'internet', 'private']).default('public'),
    TRANSFER_HOST_NAME: z.string().default(''),
  })
  .transform(({ TRANSFER, TRANSFER_ENDPOINT, TRANSFER_HOST_NAME }) => ({
    protocols: TRANSFER === 'off' ? [] : TRANSFER.toUpperCase().split(','),
    endpoint: TRANSFER_ENDPOINT,
    hostName: TRANSFER_HOST_NAME === '' ? undefined : TRANSFER_HOST_NAME,
  }))

/** Reads it from what the worker was told; a stage that an earlier version deployed was told nothing, and has no server of this kind. */
export function ftpChoiceOf({ environment }: Pick<Stage, 'environment'>): FtpChoice {
  return choiceSchema.parse(environment)
}

/** Why nothing is looked at where there is no server. */
export const NO_SERVER = 'the stage has no server for FTP clients: its parameter transfer is off'
/** Why the checks of a server make no sense on the local stack. */
export const LOCAL_SERVER = 'the local FTP server is a part of npm start'
