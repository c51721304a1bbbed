import { z } from 'zod'
import type { Asset } from '../asset.ts'
import { type Assets, type Decision, type Json, type Moment, refuse } from '../decision.ts'
import { type Account, renderFound } from '../render.ts'
import { parseExpression } from '../search/expression.ts'
import { meets, readerOf } from '../search/match.ts'
import { parseBody } from './body.ts'

const resultsMax = 500
const directionSchema = z.enum(['asc', 'desc'])

const searchSchema = z.object({
  expression: z.string().default(''),
  sort_by: z
    .array(z.record(z.string(), directionSchema))
    .default([])
    .transform((sorts) => sorts.flatMap((sort) => Object.entries(sort))),
  max_results: z.int().min(0).max(resultsMax).default(50),
  next_cursor: z.string().optional(),
  with_field: z.array(z.string()).default([]),
  fields: z.array(z.string()).default([]),
})

type Search = z.infer<typeof searchSchema>

const encodeCursor = (start: number): string => Buffer.from(`from ${start}`).toString('hex')

function decodeCursor(cursor: string): number | undefined {
  const start = /^from (\d+)$/.exec(Buffer.from(cursor, 'hex').toString())?.[1]
  return start === undefined ? undefined : Number(start)
}

function inOrder(found: readonly Asset[], sorts: Search['sort_by']): Asset[] {
  const comparisons = sorts.map(([field, direction]) => {
    const read = readerOf(field)
    return (left: Asset, right: Asset) => {
      const [a = '', b = ''] = [read(left), read(right)]
      return (direction === 'asc' ? 1 : -1) * (a < b ? -1 : a > b ? 1 : 0)
    }
  })
  const newestFirst = found.toSorted((left, right) => right.serial - left.serial)
  return newestFirst.sort((left, right) => {
    for (const compare of comparisons) {
      const difference = compare(left, right)
      if (difference !== 0) return difference
    }
    return 0
  })
}

const always = new Set(['public_id', 'asset_id', 'asset_folder', 'created_at', 'status', 'type', 'resource_type'])

function pick(rendered: Json, fields: readonly string[]): Json {
  if (fields.length === 0) return rendered
  const isWanted = ([name]: readonly [string, unknown]) => always.has(name) || fields.includes(name)
  return Object.fromEntries(Object.entries(rendered).filter(isWanted))
}

/** Decides a search over the assets as the index knows them, a page at a time. */
export function decideSearch(
  assets: Assets,
  json: unknown,
  account: Account,
  { nowMs }: Moment,
  lagMs: number,
): Decision {
  const search = parseBody(searchSchema, json ?? {})
  const start = search.next_cursor === undefined ? 0 : decodeCursor(search.next_cursor)
  if (start === undefined) return refuse(400, 'Invalid value for parameter next_cursor')
  const expression = parseExpression(search.expression)
  const found = [...assets.indexed(nowMs - lagMs)].filter((asset) => !expression || meets(asset, expression))
  const end = start + search.max_results
  const page = inOrder(found, search.sort_by).slice(start, end)
  const shown = new Set([...search.with_field, ...search.fields])
  const resources = page.map((asset) => pick(renderFound(asset, account, shown), search.fields))
  const next = found.length > end && search.max_results > 0 ? { next_cursor: encodeCursor(end) } : {}
  return {
    reply: { kind: 'body', body: { total_count: found.length, time: 1, resources, ...next } },
    changes: [],
  }
}
