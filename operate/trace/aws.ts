import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { UsageError } from '../cli/usage-error.ts'

/** A line of a function's log, and when (Unix milliseconds) it was written. */
export interface LoggedLine {
  readonly atMs: number
  readonly text: string
}

/** Which lines are read. */
export interface LogQuery {
  readonly logGroupName: string
  readonly filterPattern: string
  readonly sinceMs: number
  /** How many pages at most; all where it is left out. */
  readonly pagesMax?: number
}

/** Lines of a function's log, the earliest first; none of a function that has never run. Throws a UsageError without the permission. */
export async function logLines(logs: CloudWatchLogsClient, query: LogQuery): Promise<readonly LoggedLine[]> {
  const { logGroupName, filterPattern, sinceMs, pagesMax = Number.POSITIVE_INFINITY } = query
  const lines: LoggedLine[] = []
  try {
    for (let page = 1, nextToken: string | undefined; page === 1 || (nextToken && page <= pagesMax); page += 1) {
      const more = nextToken === undefined ? {} : { nextToken }
      const answer = await logs.send(
        new FilterLogEventsCommand({ logGroupName, filterPattern, startTime: sinceMs, ...more }),
      )
      lines.push(
        ...(answer.events ?? []).map(({ timestamp = 0, message = '' }) => ({ atMs: timestamp, text: message })),
      )
      nextToken = answer.nextToken
    }
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'ResourceNotFoundException') return lines
    throw isDenied(thrown) ? new UsageError(needed(logGroupName, thrown.message)) : thrown
  }
  return lines
}

/** The lines that are about a key. */
export function aboutKey(key: string): string {
  const quoted = quote(key)
  // The rename of an asset is told of by the worker that had the new key.
  return `{ ($.outcome.key = ${quoted}) || ($.outcome.mutations[0].from = ${quoted}) }`
}

function isDenied(thrown: unknown): thrown is Error {
  return thrown instanceof Error && thrown.name === 'AccessDeniedException'
}

function needed(logGroupName: string, found: string): string {
  return `expected credentials that may read the log (logs:FilterLogEvents of ${logGroupName}), found ${found}`
}

/** A text in a filter pattern. Where it has what a pattern gives a meaning, any such character will do: the caller compares. */
function quote(key: string): string {
  return `"${key.replace(/["\\*]/g, '*')}"`
}
