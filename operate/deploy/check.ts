import { closest, distance } from 'fastest-levenshtein'
import { describeFound } from '../../shared/config/settings.ts'
import { ConfigError, type ConfigFault } from '../../shared/model/config-error.ts'
import { combinationFaults } from './combinations.ts'
import { type Given, isPending } from './given.ts'
import type { Parameter } from './kinds.ts'
import { originOfParameter } from './origin.ts'
import { isParameterName, parameters } from './parameters.ts'

const NAMES = Object.keys(parameters)
/** Names that differ in more of their letters than this are not typos of each other. */
const TYPO_SHARE = 1 / 3

/**
 * Checks the parameters of a deploy, or throws a ConfigError that lists every fault, with those of others. What the framework has not
 * resolved yet is passed over.
 */
export function checkParameters(stage: string, given: readonly Given[], others: readonly ConfigFault[] = []): void {
  refuse([...others, ...faultsOfAll(stage, given)])
}

/**
 * Checks those without which the framework does nothing at all: `strToBool` reads them. Others are no matter to commands that make
 * nothing of them.
 */
export function checkResolvable(stage: string, given: readonly Given[], others: readonly ConfigFault[] = []): void {
  const own = faultsOfAll(stage, given).filter(({ name }) => /^(tracing|metadataSweep)$/.test(name))
  refuse([...others, ...own])
}

function faultsOfAll(stage: string, given: readonly Given[]): readonly ConfigFault[] {
  const texts = new Map(given.map(({ name, text }) => [name, text]))
  const together = combinationFaults(stage, texts).map((fault) => {
    const one = given.find(({ name }) => name === fault.name)
    return one ? { ...fault, found: `${fault.found}, ${originOfParameter(one, stage).place}` } : fault
  })
  return [...given.flatMap((one) => faultsOf(one, stage)), ...together]
}

function refuse(faults: readonly ConfigFault[]): void {
  if (faults.length === 0) return
  const count = faults.length === 1 ? '1 parameter is' : `${faults.length} parameters are`
  const advice = 'Nothing was made. docs/operating.md has all parameters.'
  throw new ConfigError(`${count} missing or malformed`, faults, { advice })
}

function faultsOf(given: Given, stage: string): readonly ConfigFault[] {
  const { name, text } = given
  if (!isParameterName(name)) return [unknownName(given, stage)]
  const parameter: Parameter<unknown> = parameters[name]
  const { schema, expected, example, isOptional } = parameter
  if (isPending(text) || schema.safeParse(text).success) return []
  const origin = originOfParameter(given, stage)
  const orElse = origin.isVariable ? ', or no line at all' : isOptional ? ', or nothing' : ''
  const found = `${describeFound(text, parameter)}, ${origin.place}`
  return [{ name: origin.name, expected: `${expected}${orElse}`, found, example }]
}

function unknownName(given: Given, stage: string): ConfigFault {
  const { name } = given
  const nearest = closest(name, NAMES)
  const isTypo = distance(name, nearest) <= Math.ceil(name.length * TYPO_SHARE)
  const expected = isTypo ? `the name of a parameter, perhaps ${nearest}` : `one of ${NAMES.join(', ')}`
  return { name, expected, found: `no parameter of this name, ${originOfParameter(given, stage).place}` }
}
