import { reasonOf } from '../../shared/model/reasons.ts'
import { visible } from '../cli/table.ts'
import { proseColumns, wrap } from '../cli/wrap.ts'
import { type AccountPlace, adviceOn } from '../trouble/advice.ts'

/** What a reason code means and what to do about it, as JSON has it: null where there is nothing to say. */
export interface ReasonJson {
  readonly meaning: string | null
  readonly action: string | null
}

const INDENTATION = '  '

/** What a reason code means and what to do about it; nulls for a code that this version does not know. */
export function reasonJson(code: string, place: AccountPlace): ReasonJson {
  return { meaning: reasonOf(code)?.meaning ?? null, action: adviceOn(code, place) ?? null }
}

/** A paragraph for each code, once: what it means and what to do about it, in lines that people can read. */
export function tellReasons(codes: readonly string[], place: AccountPlace, columns: number): string {
  return [...new Set(codes)].map((code) => tellReason(code, place, columns)).join('\n')
}

function tellReason(code: string, place: AccountPlace, columns: number): string {
  const { meaning, action } = reasonJson(code, place)
  const known = meaning ?? 'a code that this version does not know'
  const text = `${visible(code)}: ${known}.${action === null ? '' : ` To do: ${action}.`}`
  return wrap(text, proseColumns(columns), INDENTATION).trimStart()
}
