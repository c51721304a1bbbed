import type { DiagnosisContext } from './context.ts'

/** What a check has found. */
export type Finding =
  /** Where it is worth knowing, with what makes it so. */
  | { readonly kind: 'pass'; readonly note?: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  /** It works, and perhaps otherwise than is meant. */
  | { readonly kind: 'warning'; readonly issues: readonly string[]; readonly advice: string }
  | { readonly kind: 'fail'; readonly issues: readonly string[]; readonly advice: string }

/** One thing that has to be true of a stage. */
export interface Check {
  /** What is true where nothing is wrong. */
  readonly description: string
  /** Where one of these has found something, this check could only repeat it, and is skipped. They stand before it. */
  readonly needs?: readonly Check[]
  /** Why it makes no sense on the local stack, where that is so. */
  readonly notLocally?: string
  run(context: DiagnosisContext): Promise<Finding>
}

/** Passes where there are no issues. */
export function judge(issues: readonly string[], advice: string): Finding {
  return issues.length === 0 ? { kind: 'pass' } : { kind: 'fail', issues, advice }
}

/** Works, but should be known. */
export function warn(issues: readonly string[], advice: string): Finding {
  return { kind: 'warning', issues, advice }
}

/** A check that has nothing to look at. */
export function skipped(reason: string): Finding {
  return { kind: 'skipped', reason }
}
