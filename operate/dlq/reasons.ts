import { reasonOf } from '../../shared/model/reasons.ts'
import { visible } from '../cli/table.ts'
import { proseColumns, wrap } from '../cli/wrap.ts'

/** What a reason code means and what to do about it, as JSON has it: null where there is nothing to say. */
export interface ReasonJson {
  readonly meaning: string | null
  readonly action: string | null
}

const INDENTATION = '  '

/** What a reason code means and what to do about it; nulls for a code that this version does not know. */
export function reasonJson(code: string): ReasonJson {
  const { meaning = null, action = '' } = reasonOf(code) ?? {}
  return { meaning, action: action || null }
}

/** A paragraph for each code, once: what it means and what to do about it, in lines that people can read. */
export function tellReasons(codes: readonly string[], columns: number): string {
  return [...new Set(codes)].map((code) => tellReason(code, columns)).join('\n')
}

function tellReason(code: string, columns: number): string {
  const { meaning, action } = reasonJson(code)
  const known = meaning ?? 'a code that this version does not know'
  const text = `${visible(code)}: ${known}.${action === null ? '' : ` To do: ${action}.`}`
  return wrap(text, proseColumns(columns), INDENTATION).trimStart()
}
