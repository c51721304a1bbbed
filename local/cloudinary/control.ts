import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { type Answer, errorAnswer } from './answer.ts'
import type { Background } from './background.ts'
import type { Json } from './decision.ts'
import { type Faults, faultsSchema } from './faults.ts'
import { type Settings, settingsSchema } from './settings.ts'
import type { Statistics } from './statistics.ts'

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** What can be controlled. */
export interface Controlled {
  readonly background: Background
  readonly faults: Faults
  readonly settings: Settings
  readonly statistics: Statistics
}

async function replace<Values extends Json>(
  request: IncomingMessage,
  schema: z.ZodType<Values>,
  set: (values: Values) => void,
): Promise<Answer> {
  const parsed = schema.safeParse(parseJson(await text(request)))
  if (!parsed.success) return errorAnswer(400, z.prettifyError(parsed.error))
  set(parsed.data)
  return { status: 200, body: parsed.data }
}

/** Answers /_control: faults and settings (GET, POST replaces, DELETE ends them), statistics (GET, DELETE resets). */
export async function control(request: IncomingMessage, name: string, controlled: Controlled): Promise<Answer> {
  const { background, faults, settings, statistics } = controlled
  switch (`${request.method} ${name}`) {
    case 'POST faults':
      return replace(request, faultsSchema, (values) => faults.set(values))
    case 'POST settings':
      return replace(request, settingsSchema, (values) => settings.set(values))
    case 'DELETE faults':
      faults.clear()
      break
    case 'DELETE settings':
      settings.clear()
      break
    case 'DELETE statistics':
      statistics.reset()
      break
  }
  const shown = {
    faults: faults.settings,
    settings: settings.values,
    statistics: { ...statistics.snapshot(), background: background.count },
  }
  const isKnown = name === 'faults' || name === 'settings' || name === 'statistics'
  return isKnown
    ? { status: 200, body: { ...shown[name] } }
    : errorAnswer(404, `The control ${name} is not known to the stand-in`)
}
