import type { Fault } from './faults.ts'
import type { SeedReport } from './seed-thread.ts'
import { isGood, type SimulationResult } from './simulation.ts'

/** Adds results up, and shows them. */
export class Report {
  failures = 0
  #seeds = 0
  #writes = 0
  #counts = { divergent: 0, lost: 0, extra: 0, violations: 0 }
  /** Of the seeds without faults, and of all. */
  #identitiesJudged = 0
  #mutations = { calm: 0, all: 0 }
  #settled = { calm: 0, all: 0 }
  readonly #staleMs: number[] = []
  readonly #faults = new Map<Fault, number>()

  add(result: SeedReport): void {
    this.#seeds++
    this.#writes += result.writes
    if (!isGood(result)) this.failures++
    this.#counts.divergent += result.divergent.length
    this.#counts.lost += result.lost.length
    this.#counts.extra += result.extra.length
    this.#counts.violations += result.violations.length + (result.isQuiet ? 0 : 1)
    this.#mutations.all += result.mutations
    this.#identitiesJudged += result.identitiesJudged
    this.#settled.all += result.settledChanges
    if (!result.hasFaults) {
      this.#mutations.calm += result.mutations
      this.#settled.calm += result.settledChanges
    }
    for (const ms of result.staleMs) this.#staleMs.push(ms)
    for (const [fault, count] of result.faults) this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + count)
  }

  /** What was wrong with a seed, and how to see it again. */
  failure(result: Omit<SimulationResult, 'world'>, events: number): string {
    const { seed, divergent, lost, extra, violations, isQuiet } = result
    const found = [
      ...divergent.map((text) => `divergent: ${text}`),
      ...lost.map((text) => `lost: ${text}`),
      ...extra.map((text) => `extra: ${text}`),
      ...new Set(violations),
      ...(isQuiet ? [] : ['does not come to rest']),
    ]
    return [
      `seed ${seed} fails:`,
      ...found.map((text) => `  ${text}`),
      `  npm run simulate -- --seed ${seed} --events ${events} --trace`,
    ].join('\n')
  }

  table(seconds: number): string {
    const stale = this.#staleMs.sort((a, b) => a - b)
    const at = (share: number) =>
      `${((stale[Math.min(stale.length - 1, Math.floor(stale.length * share))] ?? 0) / 1000).toFixed(1)} s`
    const ratio = (kind: 'calm' | 'all') => (this.#mutations[kind] / Math.max(1, this.#settled[kind])).toFixed(2)
    const rows: [string, string | number][] = [
      ['seeds', this.#seeds],
      ['writes to S3', this.#writes],
      ['divergent', this.#counts.divergent],
      ['lost', this.#counts.lost],
      ['extra', this.#counts.extra],
      ['broken promises', this.#counts.violations],
      ['overwrites and renames judged for identity', this.#identitiesJudged],
      ['mutations per settled change, without faults', ratio('calm')],
      ['mutations per settled change, in all', ratio('all')],
      ['staleness p50 / p99 / max', `${at(0.5)} / ${at(0.99)} / ${at(1)}`],
      ['time', `${seconds.toFixed(0)} s`],
    ]
    const faults = [...this.#faults].sort(([a], [b]) => (a < b ? -1 : 1))
    const lines = [
      ...rows,
      ['faults that struck', ''] as const,
      ...faults.map(([name, count]) => [`  ${name}`, count] as const),
    ]
    return lines.map(([name, value]) => `${name.padEnd(46)} ${value}`.trimEnd()).join('\n')
  }
}
