import { systemClock } from '../../shared/adapters/clock.ts'
import { type Command, jsonOption } from '../cli/command.ts'
import { printJsonLine } from '../cli/json.ts'
import { optionalSeconds, requiredKey } from '../cli/options.ts'
import { visible } from '../cli/table.ts'
import type { Terminal } from '../cli/terminal.ts'
import { aboutKey } from './aws.ts'
import { type Chapter, storyOf, tellStory } from './story.ts'
import { type LoggingStage, workerLines } from './worker-log.ts'

const SINCE_SECONDS = 86_400

/** `sls trace`: a key's story, from the logs of the workers. */
export const trace: Command = {
  path: ['trace'],
  usage: 'Tells what the workers have done for an object key, and why, from their logs',
  options: {
    key: { usage: 'The object key, such as uploads/a.jpg', type: 'string', shortcut: 'k', required: true },
    since: { usage: 'How far to look back, such as 2h; a day where it is left out', type: 'string' },
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    const key = requiredKey(options)
    const seconds = optionalSeconds(options, 'since') ?? SINCE_SECONDS
    const sinceMs = systemClock.nowMs() - seconds * 1000
    const chapters = await readStory(await context.stage(), key, sinceMs)
    if (options.json) for (const chapter of chapters) printJsonLine(terminal, chapter)
    else if (chapters.length > 0) terminal.print(tellStory(key, chapters, widthOf(terminal)))
    // That nothing is logged is an answer, too.
    if (chapters.length > 0) return 0
    terminal.note(`The logs say nothing of ${visible(key)} since ${new Date(sinceMs).toISOString()}.`)
    return 0
  },
}

/** A key's story since a time (Unix milliseconds), the earliest chapter first. */
export async function readStory(stage: LoggingStage, key: string, sinceMs: number): Promise<readonly Chapter[]> {
  // On the local stack as it stands in a line of JSON.
  const lines = await workerLines(stage, { filterPattern: aboutKey(key), localText: JSON.stringify(key), sinceMs })
  return storyOf(
    key,
    lines.map(({ text }) => text),
  )
}

/** In a pipe a chapter is a line, however long: nothing of it is to be missed by what searches it. */
function widthOf({ isForPeople, columns }: Terminal): number {
  return isForPeople ? columns : Number.POSITIVE_INFINITY
}
