import { closest, distance } from 'fastest-levenshtein'
import { describeFound } from '../../shared/config/settings.ts'
import { ConfigError, type ConfigFault } from '../../shared/model/config-error.ts'
import { combinationFaults } from './combinations.ts'
import { type Given, isPending } from './given.ts'
import type { Parameter } from './kinds.ts'
import { isParameterName, parameters } from './parameters.ts'

const NAMES = Object.keys(parameters)
/** Names that differ in more of their letters than this are not typos of each other. */
const TYPO_SHARE = 1 / 3

/**
 * Checks the parameters of a deploy, or throws a ConfigError that lists every fault. What the framework has not resolved yet is
 * passed over.
 */
export function checkParameters(stage: string, given: readonly Given[]): void {
  refuse(faultsOfAll(stage, given))
}

/**
 * Checks those without which the framework does nothing at all: `strToBool` reads them. Others are no matter to commands that make
 * nothing of them.
 */
export function checkResolvable(stage: string, given: readonly Given[]): void {
  refuse(faultsOfAll(stage, given).filter(({ name }) => /^(tracing|metadataSweep)$/.test(name)))
}

function faultsOfAll(stage: string, given: readonly Given[]): readonly ConfigFault[] {
  const texts = new Map(given.map(({ name, text }) => [name, text]))
  return [...given.flatMap(faultsOf), ...combinationFaults(stage, texts)]
}

function refuse(faults: readonly ConfigFault[]): void {
  if (faults.length === 0) return
  const count = faults.length === 1 ? '1 parameter is' : `${faults.length} parameters are`
  const advice = 'Nothing was made. docs/operating.md has all parameters.'
  throw new ConfigError(`${count} missing or malformed`, faults, { advice })
}

function faultsOf(given: Given): readonly ConfigFault[] {
  const { name, text, section } = given
  if (!isParameterName(name)) return [unknownName(given)]
  const parameter: Parameter<unknown> = parameters[name]
  const { schema, expected, example, variable, isOptional } = parameter
  if (isPending(text) || schema.safeParse(text).success) return []
  const found = describeFound(text, parameter)
  // What serverless.yml has there for everybody is right, unless a line of .env comes before it.
  if (section === 'default' && variable !== undefined) {
    return [
      {
        name: variable,
        expected: `${expected}, or no line at all`,
        found: `${found}, in .env (or params.default of serverless.yml, as ${name})`,
        example,
      },
    ]
  }
  const either = isOptional ? `${expected}, or nothing` : expected
  return [{ name, expected: either, found: `${found}, ${originOf(given)}`, example }]
}

function originOf({ section }: Given): string {
  return section === undefined ? 'by --param' : `in params.${section} of serverless.yml`
}

function unknownName(given: Given): ConfigFault {
  const { name } = given
  const nearest = closest(name, NAMES)
  const isTypo = distance(name, nearest) <= Math.ceil(name.length * TYPO_SHARE)
  const expected = isTypo ? `the name of a parameter, perhaps ${nearest}` : `one of ${NAMES.join(', ')}`
  return { name, expected, found: `no parameter of this name, ${originOf(given)}` }
}
