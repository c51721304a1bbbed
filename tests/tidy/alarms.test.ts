import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'yaml'
import { z } from 'zod'
import { commands } from '../../operate/commands.ts'
import { PROJECT } from './sources.ts'

const templateSchema = z.object({ Resources: z.record(z.string(), z.object({ Properties: z.unknown() })) })
const alarmSchema = z.object({ AlarmName: z.string(), AlarmDescription: z.string() })
const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8')
const alarms = ['resources/alarms.yml', 'resources/identity.yml'].flatMap((path) => {
  const { Resources } = templateSchema.parse(parse(read(path), { logLevel: 'error' }))
  return Object.values(Resources).flatMap(({ Properties }) => alarmSchema.safeParse(Properties).data ?? [])
})
const known: ReadonlySet<string> = new Set([...commands.map(({ path }) => path.join(' ')), 'logs'])

describe('the mail of an alarm', () => {
  for (const { AlarmName, AlarmDescription } of alarms) {
    const name = AlarmName.replace(/^.*\}-/, '')
    it(`says what has happened, what that means and where to begin, as the docs do: ${name}`, () => {
      const [, told = '', first = ''] =
        /^(.*) First: `npx sls (.*) --stage \$\{sls:stage\}`\.$/.exec(AlarmDescription) ?? []
      expect(told, AlarmDescription).to.match(/[.:,] .*\.$/)
      expect(known, first).to.include(first.replace(/ --.*/, ''))
      // CloudWatch takes no longer one.
      expect(AlarmDescription.length).to.be.lessThan(1024)
      const [row = ''] = read('docs/operating.md').match(new RegExp(`^\\| \`${name}\` \\|.*`, 'm')) ?? []
      expect(row).to.contain(`\`npx sls ${first}\``)
    })
  }

  it('is there for all of them', () => expect(alarms).to.have.length(19))
})
