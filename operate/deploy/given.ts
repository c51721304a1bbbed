import { z } from 'zod'

/** A parameter as somebody has given it. */
export interface Given {
  readonly name: string
  readonly text: string
  /** A section of `params` in serverless.yml; undefined where it is by --param. */
  readonly section?: string
}

const sectionsSchema = z.record(z.string(), z.record(z.string(), z.unknown()).nullish())
const FORM = /^([^=]+)=(.+)$/s

/**
 * All parameters of a stage, each as it holds: --param comes before the stage's own section of `params`, and that before `default`.
 * What has no value counts as left out, as for the framework.
 */
export function givenParameters(stage: string, params: unknown, options: readonly string[]): readonly Given[] {
  const sections = sectionsSchema.parse(params ?? {})
  const written = ['default', stage].flatMap((section) =>
    Object.entries(sections[section] ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => ({ name, text: textOf(value), section })),
  )
  return [...new Map([...written, ...options.map(optionOf)].map((one) => [one.name, one])).values()]
}

/** True where a text has variables that the framework has not resolved yet. Those of CloudFormation stay until the stack is made. */
export function isPending(text: string): boolean {
  return /\$\{(?!AWS::)/.test(text)
}

/** An option without a value is a parameter that is empty. */
function optionOf(option: string): Given {
  const [, name = option.replace(/=$/, ''), text = ''] = FORM.exec(option) ?? []
  return { name, text: text.trimEnd() }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
