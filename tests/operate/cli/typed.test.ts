import { expect } from 'chai'
import { inHelp } from '../../../operate/cli/help-columns.ts'
import { asTyped, typed } from '../../../operate/cli/typed.ts'
import { treeOf } from '../../../operate/command-tree.ts'
import { commands } from '../../../operate/commands.ts'
import { REASONS } from '../../../shared/model/reasons.ts'

describe('a command in a text', () => {
  it('is called as the person has called this one', () => {
    expect(asTyped('sls diagnose tells; `npx sls dlq list` says why', 'mirror')).to.equal(
      'mirror diagnose tells; `npx mirror dlq list` says why',
    )
    for (const { path } of commands) {
      expect(asTyped(`sls ${path.join(' ')}`, 'mirror')).to.equal(`mirror ${path.join(' ')}`)
    }
    expect(asTyped('sls queue', 'sls')).to.equal('sls queue')
  })

  it('stays where only the framework has it', () => {
    const text = 'npx sls deploy --stage dev, npx sls logs, npx sls print, sls-diagnose-1'
    expect(asTyped(text, 'mirror')).to.equal(text)
    // Commands that are neither the project's nor known to stay would be called wrongly.
    const named = Object.values(REASONS).flatMap(({ action = '' }) => [...action.matchAll(/\bsls ([a-z]+)/g)])
    expect(new Set(commands.map(({ path }) => path[0]))).to.include.keys(...named.map(([, name = '']) => name))
  })

  it("is none in a stranger's words that are put into the text", () => {
    expect(typed`\`sls queue\` of ${'sls queue.jpg'} and ${3}`).to.equal('`sls queue` of sls queue.jpg and 3')
  })
})

describe('what a command is for', () => {
  it('stands in lines of 80 columns in the help of sls and of mirror', () => {
    expect(inHelp('word '.repeat(20)).split('\n')).to.have.length(3)
    expect(inHelp(inHelp('word '.repeat(20)))).to.equal(inHelp('word '.repeat(20)))
    const texts = JSON.stringify(treeOf(commands)).matchAll(/"usage":"([^"]*)"/g)
    const lines = [...texts].flatMap(([, text = '']) => text.split('\\n').map((line) => line.trim()))
    expect(lines.filter((line) => line.length > 48)).to.deep.equal([])
    expect(lines.length).to.be.greaterThan(100)
  })
})
