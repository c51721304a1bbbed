import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Parameter } from '../../../operate/deploy/kinds.ts'
import { parameters } from '../../../operate/deploy/parameters.ts'
import { PROJECT } from '../../support/sls.ts'
import { writtenParams } from './service.ts'

/** Whose values are not what a deploy is told by default. */
const { default: usual = {}, local: _, ...stages } = writtenParams

describe('the docs', () => {
  it('have each parameter as it is checked, with its default', () => {
    const operating = readFileSync(join(PROJECT, 'docs/operating.md'), 'utf8')
    const [table] = /^\| parameter \|[\s\S]*?(?=\n\n)/m.exec(operating) ?? ['']
    expect(table).to.equal(parametersTable())
  })

  it('and .env.example have the lines of .env that give parameters, and no other', () => {
    const example = readFileSync(join(PROJECT, '.env.example'), 'utf8')
    const [deployed = ''] = example.split('# For the local stack')
    const lines = [...deployed.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name)
    const variables = Object.values<Parameter<unknown>>(parameters).flatMap(({ variable }) => variable ?? [])
    expect(lines.filter((name) => name !== 'AWS_REGION')).to.have.members([...new Set(variables)])
    const written = JSON.stringify(writtenParams)
    for (const [name, { variable }] of Object.entries<Parameter<unknown>>(parameters)) {
      if (variable !== undefined) expect(written, name).to.match(new RegExp(`"${name}":"\\$\\{env:${variable}, `))
    }
  })
})

/** The table of all parameters, as it has to be in the docs: after a change of a parameter, paste it there. */
function parametersTable(): string {
  const rows = Object.entries<Parameter<unknown>>(parameters).map(([name, { expected, variable }]) => {
    const inEnv = variable === undefined ? '' : `, in .env \`${variable}\``
    return `| \`${name}\`${inEnv} | ${defaultOf(name)} | ${expected} |`
  })
  return ['| parameter | default | what it is |', '|---|---|---|', ...rows].join('\n')
}

function defaultOf(name: string): string {
  const others = Object.entries(stages).flatMap(([stage, values]) =>
    values[name] === undefined ? [] : [`in \`${stage}\` ${tell(values[name])}`],
  )
  return [tell(usual[name]), ...others].join(', ')
}

/** A value as it is without .env, for the stage `dev`. */
function tell(value: unknown): string {
  const text = String(value ?? '')
    .replace(/^\$\{env:\w+, '(.*)'\}$/, '$1')
    .replace(/\$\{self:service\}/, 'ftp-api-for-cloudinary')
    .replace(/\$\{sls:stage\}/, 'dev')
    .replace(/\$\{AWS::AccountId\}/, 'ACCOUNT')
  return text === '' ? 'none' : `\`${text}\``
}
