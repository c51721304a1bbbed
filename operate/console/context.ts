import { s3Source } from '../../shared/adapters/aws/s3.ts'
import { detectType } from '../../shared/adapters/aws/s3-content.ts'
import { s3Listing } from '../../shared/adapters/aws/s3-listing.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import type { Terminal } from '../cli/terminal.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { Stage } from '../stage/stage.ts'
import { storesOf } from '../stage/stores.ts'
import type { FaultDoor } from './faults.ts'
import type { Turns } from './turns.ts'

/** What a console works with. */
export interface ConsoleContext {
  /** Opened when it is first asked for. */
  readonly stage: () => Promise<Stage>
  readonly rules: Rules
  readonly allowsActions: boolean
  /**
   * Who looks at dead letters hides them for a moment from all others: two pages at once would each see a part of them, and put back
   * what the other is still at.
   */
  readonly letterTurns: Turns
  /** Only where the console is the local stack's own. */
  readonly local: LocalDoors | undefined
}

/** What only the local stack has. */
export interface LocalDoors {
  /** How to send files by FTP. */
  readonly ftp: FtpAddress
  /** Puts an object into the bucket, as an FTP client would. */
  readonly put: (key: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>
  /** The stand-in's faults; undefined where an account outside is mirrored into. */
  readonly faults: FaultDoor | undefined
}

/** What an FTP client is told. */
export interface FtpAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  /** Only where it is the one that the manual names. */
  readonly password: string | undefined
}

/** A terminal for code that reports to one. Nobody answers there, and nothing is shown but what `progress` is told. */
export function quietTerminal(progress: (text: string) => void = () => undefined): Terminal {
  return {
    columns: 100,
    isForPeople: true,
    print: () => undefined,
    note: () => undefined,
    progress,
    ask: () => Promise.reject(new UsageError('expected nothing to be asked')),
  }
}

/** The bucket and the ledger as they are read for keys. */
export async function keySources({ stage: open, rules }: ConsoleContext) {
  const stage = await open()
  const source = { ...s3Source(stage.s3, stage.bucket, (key) => rules.needsOf(key), detectType) }
  return { source: { ...source, ...s3Listing(stage.s3, stage.bucket) }, ledger: storesOf(stage).ledger, rules }
}
