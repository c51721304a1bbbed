import { z } from 'zod'
import { visible } from '../cli/table.ts'
import { wrap } from '../cli/wrap.ts'

const outcomeSchema = z.object({
  key: z.string(),
  result: z.string(),
  code: z.string(),
  reason: z.string(),
  mutations: z.array(z.object({ kind: z.string(), reason: z.string(), from: z.string().optional() })),
  deliveries: z.number().optional(),
  durationMs: z.number().optional(),
  lagMs: z.number().optional(),
  delaySeconds: z.number().optional(),
  failures: z.number().optional(),
})
const lineSchema = z.object({
  timestamp: z.string(),
  level: z.string(),
  function_request_id: z.string().optional(),
  xray_trace_id: z.string().optional(),
  outcome: outcomeSchema,
})

/** What a worker has said of a key at one time. */
export type Chapter = z.infer<typeof lineSchema>

/** The chapters about a key in lines of logs, the earliest first. Other lines are passed over. */
export function storyOf(key: string, lines: Iterable<string>): readonly Chapter[] {
  const chapters: Chapter[] = []
  for (const line of lines) {
    // Most lines are about other keys: parsing them all would take long.
    if (!line.includes('"outcome"')) continue
    const parsed = lineSchema.safeParse(parseJson(line))
    if (parsed.success && isAbout(parsed.data, key)) chapters.push(parsed.data)
  }
  return chapters.sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
}

/** A rename is told of by the worker that had the new key, and is about the old one too. */
function isAbout({ outcome }: Chapter, key: string): boolean {
  return outcome.key === key || outcome.mutations.some(({ from }) => from === key)
}

/** Each chapter in a line, or in as many as the columns want: when, what came of it, what was done, and what it took. */
export function tellStory(key: string, chapters: readonly Chapter[], columns: number): string {
  return chapters.map((chapter) => tell(key, chapter, columns)).join('\n')
}

function tell(key: string, { timestamp, outcome }: Chapter, columns: number): string {
  const { result, code, reason, mutations, delaySeconds, deliveries = 1, durationMs, lagMs, failures } = outcome
  const done = mutations.map(({ kind, reason: why }) => `${kind} (${why})`)
  const why = code === 'skip' ? reason : `${code}: ${reason}`
  const took = [
    ...(durationMs === undefined ? [] : [`${durationMs} ms`]),
    ...(lagMs === undefined ? [] : [`${(lagMs / 1000).toFixed(1)} s after the event`]),
    ...(delaySeconds === undefined ? [] : [`again in ${delaySeconds} s`]),
    ...(deliveries === 1 ? [] : [`delivery ${deliveries}`]),
    ...(failures === undefined ? [] : [`failure ${failures}`]),
  ]
  const head = `${timestamp}  ${result.padEnd(7)}  `
  const whose = outcome.key === key ? [] : [`the asset has gone to ${outcome.key}`]
  const text = visible(`${[...whose, ...done, why].join('; ')} [${took.join(', ')}]`)
  return head + wrap(text, columns, ' '.repeat(head.length)).trimStart()
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
