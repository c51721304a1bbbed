import { systemClock } from '../../../shared/adapters/clock.ts'
import { admitDeletion } from '../../../shared/guard/admission.ts'
import type { Rules } from '../../../shared/rules/rules.ts'
import { messageOf } from '../../cli/trouble.ts'
import { typed } from '../../cli/typed.ts'
import { readAccount } from '../../stage/account.ts'
import type { Stage } from '../../stage/stage.ts'
import { guardOf, workerSettings } from '../../stage/stores.ts'
import { readStop } from '../../trouble/note.ts'
import { tellTrouble } from '../../trouble/tell.ts'
import { liveDoors } from '../aws-live.ts'
import type { Finding } from '../check.ts'
import type { Diagnosed } from '../run.ts'
import { type LiveResult, type Step, testLive } from './live.ts'
import { pictureSaying } from './picture.ts'
import { planLive, testKey } from './plan.ts'

/** A change may wait its turn, and be tried again a few times. */
const ARRIVAL_MS = 120_000
/** What a deletion may take beside its settle window. */
const REMOVAL_MS = 60_000
const DESCRIPTION = 'A test object becomes an asset, and its asset goes with it'

/** What came of a test object, with the time of each step. */
export interface DiagnosedLive extends Diagnosed {
  readonly steps: readonly Step[]
  readonly isInterrupted: boolean
}

/** What is asked of a stage. */
export interface LiveRequest {
  readonly stage: Stage
  readonly rules: Rules
  /** Of the test object; one that nobody has, where it is not given. */
  readonly key: string | undefined
  /** Ends it, when what was put has been taken away again. */
  readonly signal: AbortSignal
  readonly tell: (step: Step) => void
}

/** Sends a test object through a stage, and takes it away again. Never rejects. */
export async function diagnoseLive(request: LiveRequest): Promise<DiagnosedLive> {
  try {
    return await sendThrough(request)
  } catch (thrown) {
    return notTried(messageOf(thrown), 'Fix what the message says, and run this again.')
  }
}

async function sendThrough({ stage, rules, signal, tell, ...asked }: LiveRequest): Promise<DiagnosedLive> {
  const unique = systemClock.unique()
  const key = asked.key ?? testKey(rules, unique)
  const bytes = pictureSaying(unique)
  const nowMs = systemClock.nowMs()
  const plan = planLive(rules, { bucket: stage.bucket, key, sizeBytes: bytes.length, nowMs })
  if ('fault' in plan) return notTried(plan.fault, 'Name a key that is mirrored by --key, such as uploads/test.png.')
  const stop = await readStop(stage)
  if (stop) return notTried(tellTrouble(stop, nowMs), 'Run this again when changes are mirrored.')
  if (!plan.isKept && !(await wouldBeDeleted(stage, nowMs))) {
    const advice = typed`npx sls guard show --stage ${stage.name} says what is withheld; release it, or wait for the next window.`
    return notTried('the guard against mass deletion would withhold the deletion of its asset', advice)
  }
  const doors = await liveDoors(stage, await readAccount(stage), { bytes, unique })
  const settleMs = (rules.settleSecondsOf(key) ?? workerSettings(stage).settleMs / 1000) * 1000
  const patience = { arrivalMs: ARRIVAL_MS, removalMs: settleMs + REMOVAL_MS }
  const result = await testLive(doors, plan, patience, signal, tell)
  const { kind, steps } = result
  return {
    description: DESCRIPTION,
    finding: findingOf(result, key, stage.name),
    steps,
    isInterrupted: kind === 'interrupted',
  }
}

/** True where the guard lets one more deletion through. */
async function wouldBeDeleted(stage: Stage, nowMs: number): Promise<boolean> {
  const { guard, limits } = guardOf(stage)
  return admitDeletion(await guard.state(), nowMs, limits).isAdmitted
}

function notTried(reason: string, advice: string): DiagnosedLive {
  const issues = [`nothing was put: ${reason}`]
  return { description: DESCRIPTION, finding: { kind: 'fail', issues, advice }, steps: [], isInterrupted: false }
}

function findingOf({ kind, reason, left }: LiveResult, key: string, stageName: string): Finding {
  const remains = left.map((what) => `left behind: ${what}`)
  if (kind === 'passed') {
    if (left.length === 0) return { kind: 'pass' }
    return { kind: 'warning', issues: remains, advice: 'Take away what is left.' }
  }
  const cleared = left.length === 0 ? ['object and asset were taken away again'] : remains
  const advice =
    kind === 'interrupted'
      ? 'Run it again, and let it end.'
      : typed`npx sls trace --key ${key} --stage ${stageName} tells what the workers did. If it became a dead letter, npx sls dlq purge takes that away.`
  return { kind: 'fail', issues: [reason, ...cleared], advice }
}
