import { expect } from 'chai'
import stringWidth from 'string-width'
import { cut, table, visible } from '../../../operate/cli/table.ts'

describe('a table', () => {
  it('has columns as wide as their widest cells, and no blanks at the ends of lines', () => {
    expect(
      table(
        ['key', 'n'],
        [
          ['a.jpg', '1'],
          ['b', ''],
        ],
        80,
      ),
    ).to.equal('key    n\na.jpg  1\nb')
  })

  it('fits into its columns: the widest give way, and what is missing is marked', () => {
    const text = table(
      ['key', 'age'],
      [
        ['k'.repeat(100), '5 min'],
        ['写真'.repeat(50), '2 s'],
      ],
      40,
    )
    for (const line of text.split('\n')) expect(stringWidth(line)).to.be.at.most(40)
    expect(text).to.contain(`${'k'.repeat(32)}…  5 min`)
  })

  it('leaves a column its eight columns, however narrow the terminal', () => {
    expect(table(['key'], [['k'.repeat(20)]], 3)).to.equal(`key\n${'k'.repeat(7)}…`)
  })

  it('shows what would move the cursor', () => {
    expect(visible('a\u001b[2Jb\n\u202e')).to.equal('a\\u{1b}[2Jb\\u{a}\\u{202e}')
    expect(table(['key'], [['a\u001b[31m']], 80)).not.to.contain('\u001b')
  })

  it('cuts between characters as people see them', () => {
    expect(cut('e\u0301e\u0301e\u0301', 2)).to.equal('e\u0301…')
    expect(cut('写真', 3)).to.equal('写…')
    expect(cut('short', 5)).to.equal('short')
  })
})
