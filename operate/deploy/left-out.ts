import { z } from 'zod'

const workerSchema = z.looseObject({
  Environment: z.looseObject({ Variables: z.looseObject({ TRANSFER: z.string() }) }),
})

/**
 * Hides the identity function while the framework looks for what has changed, where the template's conditions leave it out: it would
 * take it for one that is missing, and deploy again each time although nothing has changed. Calling the answer brings it back: its
 * package is uploaded with the others.
 */
export function hideLeftOut(
  functions: Record<string, unknown>,
  { WorkerLambdaFunction }: Readonly<Record<string, { Properties?: unknown }>>,
): () => void {
  const { TRANSFER } = workerSchema.parse(WorkerLambdaFunction?.Properties).Environment.Variables
  const { identity } = functions
  if (TRANSFER !== 'off' || identity === undefined) return () => undefined
  delete functions.identity
  return () => {
    functions.identity = identity
  }
}
