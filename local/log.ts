import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { LocalSettings } from './settings.ts'

const lineSchema = z.object({
  level: z.string(),
  message: z.string(),
  outcome: z
    .object({
      key: z.string(),
      result: z.enum(['done', 'back', 'refused']),
      code: z.string(),
      reason: z.string(),
      mutations: z.array(z.object({ kind: z.string(), reason: z.string() })),
      failures: z.number().optional(),
    })
    .optional(),
  reason: z.string().optional(),
})

/** Keeps what the functions print, and tells people the part that they want to see. */
export function openLog(settings: LocalSettings, tell: (text: string) => void) {
  const file = join(settings.directory, 'stack.log')
  return {
    line(line: string): void {
      if (settings.keepsData) {
        mkdirSync(settings.directory, { recursive: true })
        appendFileSync(file, `${line}\n`)
      }
      for (const text of tellLine(line)) tell(text)
    },
  }
}

/** What of a function's log line is worth a person's attention: mutations, failures, refusals and faults. */
export function tellLine(line: string): readonly string[] {
  const parsed = lineSchema.safeParse(parseJson(line))
  if (!parsed.success) return []
  const { outcome, level, message, reason } = parsed.data
  if (!outcome) return level === 'ERROR' ? [`  fault      ${message}${reason ? `: ${reason}` : ''}`] : []
  const told = outcome.mutations.map((mutation) => tell(mutation.kind, outcome.key, mutation.reason))
  if (outcome.result === 'refused') told.push(tell('refused', outcome.key, outcome.reason))
  if (outcome.failures) told.push(tell('try again', outcome.key, outcome.reason))
  return told
}

function tell(what: string, key: string, reason: string): string {
  return `  ${what.padEnd(9)}  ${key} (${reason})`
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
