import { expect } from 'chai'
import stringWidth from 'string-width'
import { releaseQuestion, renderGuard } from '../../../operate/guard/report.ts'

const limits = { deletionsMax: 200, windowMs: 3_600_000 }
const NOW = 10_000_000

describe('the report on the guard', () => {
  it('says that deletions go through', () => {
    const text = renderGuard(
      { state: { sinceMs: NOW - 600_000, count: 1, allowance: 0 }, limits, withheld: [] },
      NOW,
      80,
    )
    expect(text).to.contain('guard         lets deletions through').and.to.contain('200 deletions in 1 h')
    expect(text).to.contain('1 deletion, and 50 min to go').and.to.contain('withheld      0')
  })

  it('says since when they do not, and of which keys, within 80 columns', () => {
    const state = { sinceMs: 0, count: 200, allowance: 0, trippedMs: NOW - 60_000 }
    const withheld = Array.from({ length: 1010 }, (_, index) => `${'folder/'.repeat(20)}${index}\u001b.jpg`)
    const text = renderGuard({ state, limits, withheld }, NOW, 80)
    expect(text)
      .to.contain('has stopped all deletions for 1 min')
      .and.to.match(/ {2}and 1,000 more$/)
    for (const line of text.split('\n')) expect(stringWidth(line)).to.be.at.most(80)
    expect(text).not.to.contain('\u001b')
  })

  it('says that it still stops deletions, though none is withheld any longer', () => {
    const state = { sinceMs: 0, count: 200, allowance: 0, trippedMs: NOW - 60_000 }
    expect(renderGuard({ state, limits, withheld: [] }, NOW, 80)).to.contain(
      'withheld      nothing any longer; a release',
    )
  })

  it('asks about destroying assets where there are some, and else only about the guard', () => {
    expect(releaseQuestion(1)).to.match(/^Lets 1 deletion through: .* will be destroyed\. Go on\?$/)
    expect(releaseQuestion(0))
      .to.match(/^Nothing is withheld\. /)
      .and.not.to.contain('destroyed')
  })

  it('says how many of those released are still to come', () => {
    const text = renderGuard({ state: { sinceMs: 0, count: 0, allowance: 7 }, limits, withheld: [] }, NOW, 80)
    expect(text).to.contain('released      7 deletions still to come').and.to.contain('window        no deletion')
  })
})
