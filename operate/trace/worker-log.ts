import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { localDataFolder } from '../../shared/config/local-data.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { CloudClients } from '../stage/clients.ts'
import type { Stage } from '../stage/stage.ts'
import { type LoggedLine, logLines } from './aws.ts'

/** A stage, as far as its workers' log is read. */
export interface LoggingStage extends Pick<Stage, 'functionName'> {
  readonly cloud: Pick<CloudClients, 'logs'> | undefined
}

/** Which lines are meant: by a filter pattern of CloudWatch's, and on the local stack by a text that is in them. Callers look closer. */
export interface LineQuery {
  readonly filterPattern: string
  readonly localText: string
  readonly sinceMs: number
  /** How many pages of CloudWatch's at most; all where it is left out. */
  readonly pagesMax?: number
}

/** Lines of the workers' log since a time (Unix milliseconds). */
export async function workerLines(
  { cloud, functionName }: LoggingStage,
  { localText, ...query }: LineQuery,
): Promise<readonly LoggedLine[]> {
  if (cloud) return logLines(cloud.logs, { logGroupName: `/aws/lambda/${functionName('worker')}`, ...query })
  return (await localLines(localText)).filter(({ atMs }) => atMs >= query.sinceMs)
}

/** The lines of the local stack's log that have a text in them. */
async function localLines(wanted: string): Promise<readonly LoggedLine[]> {
  const file = join(localDataFolder(), 'stack.log')
  if (!existsSync(file)) {
    throw new UsageError(`expected the log of the local stack, found no ${file}; with --memory it keeps none`)
  }
  const lines: LoggedLine[] = []
  for await (const text of createInterface({ input: createReadStream(file) })) {
    if (text.includes(wanted)) lines.push({ atMs: timeOf(text), text })
  }
  return lines
}

function timeOf(line: string): number {
  const [, timestamp = ''] = /"timestamp":"([^"]+)"/.exec(line) ?? []
  return Date.parse(timestamp)
}
