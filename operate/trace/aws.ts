import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'

/** The lines of a function's log since a time (Unix milliseconds) that are about a key. */
export async function logLines(
  logs: CloudWatchLogsClient,
  of: { readonly logGroupName: string; readonly key: string; readonly sinceMs: number },
): Promise<readonly string[]> {
  const { logGroupName, key, sinceMs } = of
  const quoted = quote(key)
  // The rename of an asset is told of by the worker that had the new key.
  const filterPattern = `{ ($.outcome.key = ${quoted}) || ($.outcome.mutations[0].from = ${quoted}) }`
  const lines: string[] = []
  for (let nextToken: string | undefined, isOver = false; !isOver; isOver = nextToken === undefined) {
    const page = nextToken === undefined ? {} : { nextToken }
    const answer = await logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern, startTime: sinceMs, ...page }),
    )
    lines.push(...(answer.events ?? []).flatMap(({ message }) => message ?? []))
    nextToken = answer.nextToken
  }
  return lines
}

/** A text in a filter pattern. Where it has what a pattern gives a meaning, any such character will do: the caller compares. */
function quote(key: string): string {
  return `"${key.replace(/["\\*]/g, '*')}"`
}
