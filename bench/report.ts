import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../tests/support/sls.ts'

/** Several measurements of one thing. */
export interface Sample {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** A line of a result: what was measured, and what it is held against, measured in the same run. */
export interface Row {
  readonly what: string
  readonly value: Sample
  readonly unit: string
  readonly baseline?: { readonly what: string; readonly value: Sample } | undefined
  /** What the value, or with a baseline the ratio, must not exceed. */
  readonly most?: number | undefined
}

/** The smallest, the middle and the largest of some numbers. */
export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? Number.NaN
  return { min: at(0), median: at(0.5), max: at(1) }
}

/** The value in terms of its baseline, by their medians. */
export function ratioOf({ value, baseline }: Row): number | undefined {
  return baseline && value.median / baseline.value.median
}

/** Prints a result as a table, and writes it to bench/results/NAME.json. True where all that must be reached is. */
export function report(name: string, rows: readonly Row[]): boolean {
  for (const line of tableOf(rows)) console.log(line)
  const folder = join(PROJECT, 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  const results = rows.map((row) => ({ ...row, ratio: ratioOf(row), reached: isReached(row) }))
  const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version }
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ name, machine, rows: results }, null, 2)}\n`)
  return rows.every(isReached)
}

function isReached(row: Row): boolean {
  return row.most === undefined || (ratioOf(row) ?? row.value.median) <= row.most
}

/** A table that fits a terminal of 80 columns: what a value is held against, and their ratio, are in a line below it. */
export function tableOf(rows: readonly Row[]): readonly string[] {
  const lines = [['', 'median', 'min .. max', 'must be'], ...rows.flatMap(linesOf)]
  const widths = ['', '', '', ''].map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const padded = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
  return padded.map((line) => line.join('  ').trimEnd())
}

function linesOf(row: Row): readonly (readonly string[])[] {
  const { what, value, unit, baseline, most } = row
  const goal = most === undefined ? '' : `<= ${Number(most.toFixed(2))}${isReached(row) ? '' : ': missed'}`
  const spread = value.min === value.max ? '' : `${show(value.min)} .. ${show(value.max)}`
  const median = `${show(value.median)} ${unit}`
  if (!baseline) return [[what, median, spread, goal]]
  const indent = ' '.repeat(what.search(/\S/) + 2)
  const beside = `${indent}/ ${baseline.what}, ${show(baseline.value.median)} ${unit}`.trimEnd()
  return [
    [what, median, spread, ''],
    [beside, ratioOf(row)?.toFixed(2) ?? '', '', goal],
  ]
}

function show(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
