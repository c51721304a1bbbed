import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from '../support/sls.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** What is deployed, what deploys it, and what lets somebody do so. */
const SOURCES = [
  'docs',
  'functions',
  'operate',
  'resources',
  'shared',
  'package.json',
  'serverless.yml',
  'tsconfig.json',
]

/** Rules that look at tags. */
const RULES = `import { defineConfig } from './shared/rules/define.ts'

export default defineConfig({ defaults: { tagsFrom: ['tag:Keywords'] } })
`

/** A change of one file of the project: a text that it has, and what stands there instead. */
export interface Change {
  readonly file: string
  readonly from: string
  readonly to: string
}

/**
 * A copy of the project, gone when the process ends: the project's own folder may have a .env and rules of someone's, and the
 * framework leaves files wherever it works.
 */
export function copyProject(changes: readonly Change[]): string {
  const folder = temporaryFolder('deployed')
  for (const name of SOURCES) cpSync(join(PROJECT, name), join(folder, name), { recursive: true })
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'mirror.config.ts'), RULES)
  for (const { file, from, to } of changes) {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    if (!text.includes(from)) throw new Error(`expected ${file} to contain ${JSON.stringify(from)}, found none`)
    writeFileSync(path, text.replace(from, to))
  }
  return folder
}
