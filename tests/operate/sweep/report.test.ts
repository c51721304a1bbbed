import { expect } from 'chai'
import stringWidth from 'string-width'
import { differ, planHead, planLine } from '../../../operate/sweep/report.ts'

describe('the list of differences', () => {
  it('has its columns one below the other, however wide the characters of a key are', () => {
    const detail = 'upload: a new object'
    const line = planLine({ key: 'fêtes/🎉 写真.jpg', reason: 'only-in-source', detail }, 80)
    const column = (text: string, word: string) => stringWidth(text.slice(0, text.indexOf(word)))
    expect(column(line, 'only-in-source')).to.equal(column(planHead(80), 'reason'))
    expect(column(line, detail)).to.equal(column(planHead(80), 'what would be done'))
  })

  it('is counted in words', () => {
    expect([differ(0), differ(1), differ(1200)]).to.deep.equal(['0 differ', '1 differs', '1,200 differ'])
  })
})
