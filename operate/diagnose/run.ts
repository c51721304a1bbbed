import pMap from 'p-map'
import { messageOf } from '../cli/trouble.ts'
import type { Check, Finding } from './check.ts'
import type { DiagnosisContext } from './context.ts'

const CHECKS_AT_ONCE = 6
const CHECK_DEADLINE_MS = 30_000

/** A check, and what it has found. */
export interface Diagnosed {
  readonly description: string
  readonly finding: Finding
}

/** Runs checks, some at once, and tells of each in their order as soon as that is known. None ends the run. */
export async function runChecks(
  checks: readonly Check[],
  context: DiagnosisContext,
  tell: (diagnosed: Diagnosed) => void,
  deadlineMs = CHECK_DEADLINE_MS,
): Promise<readonly Diagnosed[]> {
  const findings = new Map<Check, Promise<Finding>>()
  let told = Promise.resolve()
  const diagnose = async (check: Check): Promise<Diagnosed> => {
    const { description } = check
    const before = (check.needs ?? []).map((needed) => findings.get(needed))
    const finding = runOne(check, context, before, deadlineMs)
    findings.set(check, finding)
    const diagnosed = finding.then((value) => ({ description, finding: value }))
    told = Promise.all([diagnosed, told]).then(([known]) => tell(known))
    return diagnosed
  }
  // What a check needs has begun before it, so that waiting for it ends.
  const diagnosed = await pMap(checks, diagnose, { concurrency: CHECKS_AT_ONCE })
  await told
  return diagnosed
}

async function runOne(
  check: Check,
  context: DiagnosisContext,
  before: readonly (Promise<Finding> | undefined)[],
  deadlineMs: number,
): Promise<Finding> {
  const isLocal = context.cloud === undefined
  if (isLocal && check.notLocally !== undefined) return { kind: 'skipped', reason: check.notLocally }
  const needed = await Promise.all(before)
  const blocking = needed.findIndex((finding) => finding?.kind === 'fail' || finding?.kind === 'skipped')
  const found = needed[blocking]
  // What is left out for a reason takes along what needs it.
  if (found?.kind === 'skipped') return found
  if (found) {
    const { description = '' } = check.needs?.[blocking] ?? {}
    return { kind: 'skipped', reason: `cannot be told unless this is so: ${description}` }
  }
  try {
    return await withDeadline(check.run(context), deadlineMs)
  } catch (thrown) {
    return { kind: 'fail', issues: [messageOf(thrown)], advice: 'Fix what the message says, and run this again.' }
  }
}

async function withDeadline<Value>(running: Promise<Value>, deadlineMs: number): Promise<Value> {
  const { promise: passed, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs / 1000} s`)), deadlineMs)
  try {
    return await Promise.race([running, passed])
  } finally {
    clearTimeout(timer)
  }
}
