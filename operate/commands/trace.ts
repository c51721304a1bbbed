import { systemClock } from '../../shared/adapters/clock.ts'
import { logLines } from '../adapters/logs.ts'
import { type Command, type CommandContext, jsonOption, optionalText, requiredKey } from '../command.ts'
import { durationOption } from '../output/duration.ts'
import { visible } from '../output/table.ts'
import { localLogLines } from '../trace/local-log.ts'
import { storyOf, tellStory } from '../trace/story.ts'

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
    const seconds = durationOption(optionalText(options, 'since'), 'since') ?? SINCE_SECONDS
    const sinceMs = systemClock.nowMs() - seconds * 1000
    const chapters = storyOf(key, await linesOf(context, key, sinceMs)).filter(
      ({ timestamp }) => Date.parse(timestamp) >= sinceMs,
    )
    if (options.json) for (const chapter of chapters) terminal.print(JSON.stringify(chapter))
    else if (chapters.length > 0) terminal.print(tellStory(key, chapters, widthOf(terminal)))
    if (chapters.length > 0) return 0
    terminal.note(`The logs say nothing of ${visible(key)} since ${new Date(sinceMs).toISOString()}.`)
    return 1
  },
}

async function linesOf({ stage }: CommandContext, key: string, sinceMs: number): Promise<readonly string[]> {
  const { cloud, functionName } = await stage()
  const services = await cloud()
  // As it stands in a line of JSON.
  if (!services) return localLogLines(JSON.stringify(key))
  return logLines(services.logs, { logGroupName: `/aws/lambda/${functionName('worker')}`, key, sinceMs })
}

/** In a pipe a chapter is a line, however long: nothing of it is to be missed by what searches it. */
function widthOf({ isForPeople, columns }: CommandContext['terminal']): number {
  return isForPeople ? columns : Number.POSITIVE_INFINITY
}
