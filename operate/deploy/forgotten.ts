import { ConfigError, type ConfigFault } from '../../shared/model/config-error.ts'
import type { Given } from './given.ts'
import { originOfParameter } from './origin.ts'
import type { ParameterName } from './parameters.ts'

/** A parameter whose default takes something away from a stage that has it. */
interface Keeping {
  readonly name: ParameterName
  /** The worker's variable that says what was deployed. */
  readonly variable: string
  /** The line of .env that gives it, where there is one. */
  readonly line?: string
  /** What stands for nothing. */
  readonly none: string
  readonly loss: string
}

const KEEPING: readonly Keeping[] = [
  { name: 'transfer', variable: 'TRANSFER', none: 'off', loss: 'its server for FTP clients, and the address of that' },
  {
    name: 'existingBucket',
    line: 'SOURCE_BUCKET',
    variable: 'EXISTING_BUCKET',
    none: '',
    loss: 'the bucket that it mirrors',
  },
]

/**
 * Throws where a stage would lose what it has only because this deploy leaves out what an earlier one was given: a ConfigError that says
 * how to keep it, and how to say that the loss is meant. `deployed` is the environment of the worker.
 */
export function checkForgotten(
  stage: string,
  given: readonly Given[],
  deployed: Readonly<Record<string, string>>,
): void {
  const faults = KEEPING.flatMap((keeping) => faultsOf(keeping, stage, given, deployed[keeping.variable]))
  if (faults.length === 0) return
  const advice = `Nothing was made. What stands in .env.${stage} or in params.${stage} of serverless.yml is not forgotten.`
  const title = faults.length === 1 ? '1 parameter is left out' : `${faults.length} parameters are left out`
  throw new ConfigError(title, faults, { advice })
}

function faultsOf(
  { name, line, none, loss }: Keeping,
  stage: string,
  given: readonly Given[],
  was = none,
): readonly ConfigFault[] {
  const now = given.find((one) => one.name === name)
  // By a section of the stage's own, or by an option, it is meant.
  if (was === none || now?.section !== 'default' || now.text !== none) return []
  const meant = `${name}: '${none}' under params.${stage} of serverless.yml where the stage is to lose ${loss}`
  const found = `${none === '' ? 'nothing' : none}, ${originOfParameter(now, stage).place}`
  return [{ name: line ?? name, expected: `${was}, as it is deployed, or ${meant}`, found, example: was }]
}
