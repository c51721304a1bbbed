import { expect } from 'chai'
import type { Command, OptionValues } from '../../../operate/cli/command.ts'
import { withWords } from '../../../operate/cli/words.ts'

describe('a word behind a command', () => {
  const seen: OptionValues[] = []
  const taking: Command = {
    path: ['ftp', 'import'],
    word: 'file',
    usage: '',
    options: {},
    run: async ({ options }) => {
      seen.push(options)
      return 0
    },
  }
  const other: Command = { ...taking, path: ['ftp', 'list'] }
  const { word: _, ...without } = other
  const commands = [taking, without]

  it('stands for the option that the command says', async () => {
    const [, , added] = withWords(commands, ['ftp', 'import', 'my users.csv'])
    expect(added?.path).to.deep.equal(['ftp', 'import', 'my users.csv'])
    const terminal = { columns: 80, isForPeople: false, print() {}, note() {}, progress() {}, ask: async () => '' }
    const stage = () => Promise.reject(new Error('not asked for'))
    const { Rules } = await import('../../../shared/rules/rules.ts')
    await added?.run({ options: { json: true, file: undefined }, rules: new Rules(), stage, terminal })
    expect(seen).to.deep.equal([{ json: true, file: 'my users.csv' }])
  })

  it('is nothing for other commands, nor where there is none or are several', () => {
    for (const given of [
      [],
      ['ftp'],
      ['ftp', 'import'],
      ['ftp', 'list', 'x'],
      ['ftp', 'import', 'a', 'b'],
      ['import', 'a'],
    ]) {
      expect(withWords(commands, given), given.join(' ')).to.equal(commands)
    }
  })
})
