import { typed } from '../cli/typed.ts'
import type { Stage } from '../stage/stage.ts'

/** The command that puts back what a stage's bucket has lost: a deploy does so only where it differs from the last one. */
export function repairCommand({ name, isBucketOfStack }: Pick<Stage, 'name' | 'isBucketOfStack'>): string {
  return isBucketOfStack ? typed`npx sls connect --repair --stage ${name}` : typed`npx sls connect --stage ${name}`
}
