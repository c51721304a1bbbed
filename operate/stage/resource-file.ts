import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const FOLDER = new URL('../../resources/', import.meta.url)

/** CloudFormation's functions that name one thing, in the form that Sub has for it. */
const customTags = [
  { tag: '!Ref', resolve: inBraces },
  { tag: '!GetAtt', resolve: inBraces },
  { tag: '!Sub', resolve: (text: string) => text },
]

/** Reads a file of resources/, such as `source.yml`. What refers to something else is a text with a variable, such as `${ChangeQueue.Arn}`. */
export function readResourceFile(name: string): unknown {
  // What other tags mean is no matter here.
  return parse(readFileSync(new URL(name, FOLDER), 'utf8'), { logLevel: 'error', customTags })
}

/** Puts values in the place of variables, by their names. */
export function fillIn<Part>(part: Part, values: Readonly<Record<string, string>>): unknown {
  const text = Object.entries(values).reduce(
    (before, [name, value]) => before.replaceAll(`\${${name}}`, value),
    JSON.stringify(part),
  )
  return JSON.parse(text)
}

function inBraces(name: string): string {
  return `\${${name}}`
}
