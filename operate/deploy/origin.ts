import { existsSync, readFileSync } from 'node:fs'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { originOfText } from '../../shared/config/dotenv.ts'
import type { Given } from './given.ts'
import type { Parameter } from './kinds.ts'
import { isParameterName, type ParameterName, parameters } from './parameters.ts'

const FILE = 'serverless.yml'

/** What a parameter is called where it has been given, and where that is, for people. */
export interface Origin {
  readonly name: string
  readonly place: string
  /** True where a line of .env, or an exported variable, has given it: without these it would be as it stands in serverless.yml. */
  readonly isVariable: boolean
}

/** Where a parameter has been given. */
export function originOfParameter({ name, text, section }: Given, stage: string): Origin {
  if (section === undefined) return { name, place: 'by --param', isVariable: false }
  const variable = section === 'default' && isParameterName(name) ? variableOf(name) : undefined
  // serverless.yml may have another text in the place of the variable.
  const place = variable === undefined ? undefined : originOfText(variable, text, stage)
  if (variable !== undefined && place !== undefined) return { name: variable, place, isVariable: true }
  const line = lineOf([section, name])
  return {
    name,
    place: `in params.${section} of ${FILE}${line === undefined ? '' : ` (line ${line})`}`,
    isVariable: false,
  }
}

function variableOf(name: ParameterName): string | undefined {
  const { variable }: Parameter<unknown> = parameters[name]
  return variable
}

/** Undefined where `params` are in another file, or there is none. */
function lineOf(path: readonly string[]): number | undefined {
  if (!existsSync(FILE)) return undefined
  const lineCounter = new LineCounter()
  // What tags of CloudFormation mean is no matter here.
  const document = parseDocument(readFileSync(FILE, 'utf8'), { logLevel: 'error', lineCounter })
  const node = document.getIn(['params', ...path], true)
  return isNode(node) && node.range ? lineCounter.linePos(node.range[0]).line : undefined
}
