import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { UsageError } from '../cli/usage-error.ts'
import { type Field, readBlocks, readHome, readKeys, readName, readPassword, readRights } from './fields.ts'
import type { Wanted } from './wanted.ts'

const REQUIRED = ['user', 'home'] as const
const COLUMNS = [...REQUIRED, 'password', 'key', 'rights', 'from'] as const
const ROWS_MAX = 10_000

type Column = (typeof COLUMNS)[number]

const recordsSchema = z.array(
  z
    .object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) })
    .transform(({ record: cells, info: { lines: number } }) => ({ number, cells })),
)

/** A line of the file: where it ends, since a cell may have several. */
type Line = z.infer<typeof recordsSchema>[number]

/** A user of a file, and the line that begins with it. */
export interface WantedLine {
  readonly line: number
  readonly wanted: Wanted
}

/**
 * Reads users from CSV as spreadsheets write it: UTF-8, with or without a byte order mark, and commas, semicolons or tabs between the
 * cells. Throws one UsageError that lists all faults by their lines, and repeats no password.
 */
export function readUsers(bytes: Uint8Array): readonly WantedLine[] {
  const [head, ...rows] = linesOf(textOf(bytes))
  const columns = columnsOf(head)
  if (rows.length === 0) throw new UsageError('expected a line for each user below the head, found none')
  if (rows.length > ROWS_MAX) throw new UsageError(`expected at most ${ROWS_MAX} users, found ${rows.length}`)
  const faults: string[] = []
  const users = rows.flatMap((row) => readRow(row, columns, faults) ?? [])
  const lines = new Map<string, number>()
  for (const { line, wanted } of users) {
    const earlier = lines.get(wanted.name)
    if (earlier !== undefined)
      faults.push(`  line ${line}: expected each user once, found ${wanted.name} on line ${earlier} too`)
    else lines.set(wanted.name, line)
  }
  refuseFaulty(faults)
  return users
}

/** Throws one UsageError of all faults, if there are any. */
export function refuseFaulty(faults: readonly string[]): void {
  if (faults.length === 0) return
  throw new UsageError(['nothing was added:', ...faults].join('\n'))
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new UsageError('expected a file in UTF-8, found another encoding; save it as "CSV UTF-8"')
  }
}

function linesOf(text: string): readonly Line[] {
  const [first = ''] = text.split(/[\r\n]/, 1)
  const delimiter = [',', ';', '\t'].find((one) => first.includes(one)) ?? ','
  try {
    // Spreadsheets write lines of nothing but delimiters where rows were cleared.
    const empty = { skip_empty_lines: true, skip_records_with_empty_values: true }
    const records = parse(text, { delimiter, info: true, relax_column_count: true, ...empty })
    return recordsSchema.parse(records)
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown
    // Its message repeats the cell, which may be a password.
    throw new UsageError(
      `expected CSV, with quotes doubled within quotes, found a fault (${thrown.code}) about line ${Number(thrown.lines ?? 0)}`,
    )
  }
}

function columnsOf(head: Line | undefined): ReadonlyMap<Column, number> {
  const names = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  const unknown = names.filter((name) => !COLUMNS.some((column) => column === name))
  const missing = REQUIRED.filter((name) => !names.includes(name))
  if (unknown.length === 0 && missing.length === 0 && new Set(names).size === names.length) {
    return new Map(COLUMNS.filter((name) => names.includes(name)).map((name) => [name, names.indexOf(name)]))
  }
  // Where the head is missing its place may be taken by a user's line, with a password in it.
  const found = missing.length > 0 ? `no ${missing.join(' and no ')}` : `others, or one of them twice`
  throw new UsageError(
    `expected a first line of ${COLUMNS.join(', ')}, of which user and home are needed, found ${found}`,
  )
}

function readRow(
  { number, cells }: Line,
  columns: ReadonlyMap<Column, number>,
  faults: string[],
): WantedLine | undefined {
  const before = faults.length
  if (cells.length !== columns.size) {
    faults.push(
      `  line ${number}: expected ${columns.size} cells, found ${cells.length}; a cell with a delimiter in it is put in quotes`,
    )
    return undefined
  }
  const cell = (column: Column) => cells[columns.get(column) ?? -1] ?? ''
  const read = <Value>(
    column: Column,
    field: (text: string) => Field<Value>,
    text = cell(column).trim(),
  ): Value | undefined => {
    const parsed = field(text)
    if ('value' in parsed) return parsed.value
    faults.push(`  line ${number}: expected ${column} to be ${parsed.expected}, found ${parsed.found}`)
    return undefined
  }
  const [name, home, rights, from] = [
    read('user', readName),
    read('home', readHome),
    read('rights', readRights),
    read('from', readBlocks),
  ]
  // A password may begin and end with blanks.
  const password = cell('password') === '' ? undefined : read('password', readPassword, cell('password'))
  const publicKeys = cell('key').trim() === '' ? [] : read('key', readKeys)
  if (faults.length > before || !name || !home || !rights || !from || !publicKeys) return undefined
  return { line: number, wanted: { name, home, rights, from, publicKeys, ...(password !== undefined && { password }) } }
}
