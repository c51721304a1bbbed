import type { Setting } from '../../shared/config/settings.ts'
import type { ConfigFault } from '../../shared/model/config-error.ts'
import { type ParameterName, parameters } from './parameters.ts'

/** The texts of a deploy's parameters. */
export type Texts = ReadonlyMap<string, string>

/** A parameter's value; undefined where its text is wrong, or not known yet. */
export function read<Value>(texts: Texts, name: ParameterName, { schema }: Setting<Value>): Value | undefined {
  return schema.safeParse(texts.get(name)).data
}

/** True where it is not left empty. */
export function isGiven(texts: Texts, name: ParameterName): boolean {
  return (texts.get(name) ?? '') !== ''
}

/** The fault of a parameter that others call for. */
export function missing(name: ParameterName, expected: string): ConfigFault {
  return { name, expected, found: 'nothing', example: parameters[name].example }
}
