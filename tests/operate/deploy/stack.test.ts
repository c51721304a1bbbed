import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkParameters } from '../../../operate/deploy/check.ts'
import { givenParameters } from '../../../operate/deploy/given.ts'
import { parameters } from '../../../operate/deploy/parameters.ts'
import { PROJECT } from '../../support/sls.ts'
import { errorOf, namesOf } from './faults.ts'
import { writtenParams } from './service.ts'

describe('the parameters of the stack', () => {
  it('are right as serverless.yml has them, for each stage, and all of them are known', () => {
    for (const stage of ['dev', ...Object.keys(writtenParams)]) {
      const given = givenParameters(stage, writtenParams, []).map(({ text, ...one }) => ({
        ...one,
        // As the framework resolves them without .env.
        text: text
          .replace(/\$\{env:\w+, '((?:[^'$]|\$\{[^}]*\})*)'\}/, '$1')
          .replace(/\$\{(self:service|sls:stage)\}/g, stage),
      }))
      expect(() => checkParameters(stage, given), stage).not.to.throw()
      expect(given.filter(({ text }) => /\$\{(?!AWS::)/.test(text))).to.deep.equal([])
    }
    const known = Object.keys(parameters)
    expect(
      Object.values(writtenParams)
        .flatMap(Object.keys)
        .filter((name) => !known.includes(name)),
    ).to.deep.equal([])
  })

  it('have one form only, where a condition of the template compares it', () => {
    const others: Readonly<Record<string, readonly string[]>> = {
      true: ['yes', 'True', 'on', '1', ' true'],
      0: ['00', '-0', '0.0', '+0', ' 0'],
      '': [' ', '""', "''"],
    }
    const files = ['conditions', 'transfer'].map((name) => join(PROJECT, `resources/${name}.yml`))
    const conditions = files.map((file) => readFileSync(file, 'utf8')).join('')
    const compared = [...conditions.matchAll(/!Equals \['\$\{param:(\w+)\}', '([\w,]*)'\]/g)]
    expect(compared).to.have.length(conditions.split('!Equals').length - 1)
    for (const [, name = '', value = ''] of compared) {
      const forms = [value.toUpperCase(), ` ${value}`, `${value},`, value.replaceAll(',', ', ')]
      for (const other of others[value] ?? forms.filter((form) => form !== value)) {
        expect(namesOf(errorOf([], { dev: { [name]: other } })), `${name}=${other}`).to.deep.equal([name])
      }
    }
  })

  it('are known wherever the stack uses them', () => {
    const files = ['serverless.yml', ...readdirSync(join(PROJECT, 'resources')).map((name) => `resources/${name}`)]
    const used = files.flatMap((file) => [...readFileSync(join(PROJECT, file), 'utf8').matchAll(/\$\{param:(\w+)/g)])
    const names = new Set(used.map(([, name = '']) => name))
    expect([...names].sort()).to.deep.equal(Object.keys(parameters).sort())
  })
})
