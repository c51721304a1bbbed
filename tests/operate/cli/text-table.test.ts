import { expect } from 'chai'
import { textTable } from '../../../operate/cli/text-table.ts'

const head = ['key', 'reason', 'age']
const rows = [
  ['a.jpg', 'the file is larger than the limits allow, by far', '22 s'],
  ['b.jpg', '', '1 min'],
]

describe('a table with a text in it', () => {
  it('is a table where all fits', () => {
    expect(textTable(head, rows, { textColumn: 1, columns: 70 })).to.equal(
      [
        'key    reason                                            age',
        'a.jpg  the file is larger than the limits allow, by far  22 s',
        'b.jpg                                                    1 min',
      ].join('\n'),
    )
  })

  it('has each text below its row where not all fits, and nothing of it is missing', () => {
    expect(textTable(head, rows, { textColumn: 1, columns: 40 })).to.equal(
      ['key    age', 'a.jpg  22 s', '    the file is larger than the limits', '    allow, by far', 'b.jpg  1 min'].join(
        '\n',
      ),
    )
  })

  it('has a line for each row in a pipe', () => {
    const long = [['a.jpg', 'word '.repeat(500).trimEnd(), '22 s']]
    const lines = textTable(head, long, { textColumn: 1, columns: Number.POSITIVE_INFINITY }).split('\n')
    expect(lines).to.have.length(2)
    expect(lines[1]).to.equal(`a.jpg  ${'word '.repeat(500)} 22 s`)
  })
})
