import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The file that the framework reads where no other is named. */
export const CONFIGURATION = 'serverless.yml'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * A digest of all that the framework's answer depends on: what it is asked, the files of the folder that it reads, the framework
 * itself, and the variables of the environment that those files name.
 */
export function digestOfSources(
  folder: string,
  asked: unknown,
  configuration = CONFIGURATION,
  variables: Variables = process.env,
): string {
  const hash = createHash('sha256').update(JSON.stringify(asked))
  const names = new Set<string>()
  for (const file of filesOf(folder, configuration)) {
    const text = textOf(join(folder, file))
    hash.update(`\n${file} ${text?.length ?? 'is not there'}\n`).update(text ?? '')
    for (const name of variablesIn(file, text ?? '')) names.add(name)
  }
  for (const name of [...names].sort()) hash.update(`\n${name}=${JSON.stringify(variables[name] ?? null)}`)
  return hash.digest('hex')
}

function filesOf(folder: string, configuration: string): readonly string[] {
  const included = textOf(join(folder, configuration))?.matchAll(/\$\{file\(([^)]+)\)/g) ?? []
  const resources = namesIn(join(folder, 'resources')).map((name) => join('resources', name))
  const dotenv = namesIn(folder).filter((name) => /^\.env(\.|$)/.test(name))
  const files = [configuration, 'package-lock.json', ...resources, ...dotenv]
  return [...new Set([...files, ...[...included].map(([, file = '']) => file.trim())])].sort()
}

/** What `${env:NAME}` asks for, and what a line of .env may be made of. */
function variablesIn(file: string, text: string): readonly string[] {
  const pattern = file.startsWith('.env') ? /\$\{?(\w+)/g : /\benv:(\w+)/g
  return [...text.matchAll(pattern)].map(([, name = '']) => name)
}

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((one) => !one.isDirectory())
    .map(({ name }) => name)
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
