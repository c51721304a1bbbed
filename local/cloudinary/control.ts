import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { type Answer, errorAnswer } from './answer.ts'
import { type Faults, faultsSchema } from './faults.ts'
import type { Statistics } from './statistics.ts'

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

async function setFaults(request: IncomingMessage, faults: Faults): Promise<Answer> {
  const parsed = faultsSchema.safeParse(parseJson(await text(request)))
  if (!parsed.success) return errorAnswer(400, z.prettifyError(parsed.error))
  faults.set(parsed.data)
  return { status: 200, body: faults.settings }
}

/** Answers /_control: faults (GET, POST replaces, DELETE ends them) and statistics (GET, DELETE sets them to zero). */
export async function control(
  request: IncomingMessage,
  name: string,
  faults: Faults,
  statistics: Statistics,
): Promise<Answer> {
  switch (`${request.method} ${name}`) {
    case 'POST faults':
      return setFaults(request, faults)
    case 'DELETE faults':
      faults.clear()
      return { status: 200, body: faults.settings }
    case 'GET faults':
      return { status: 200, body: faults.settings }
    case 'DELETE statistics':
      statistics.reset()
      return { status: 200, body: statistics.snapshot() }
    case 'GET statistics':
      return { status: 200, body: statistics.snapshot() }
    default:
      return errorAnswer(404, `No control called ${name}`)
  }
}
