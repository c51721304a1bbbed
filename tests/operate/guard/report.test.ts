import { expect } from 'chai'
import stringWidth from 'string-width'
import { releaseLines, releaseQuestion, releaseText, renderGuard } from '../../../operate/guard/report.ts'
import { image } from '../../support/world.ts'

const limits = { deletionsMax: 200, windowMs: 3_600_000 }
const NOW = 10_000_000
const none = { deletions: [], waiting: [], unreadable: [] }
const tripped = { sinceMs: 0, count: 200, trippedMs: NOW - 60_000 }
const kept = (count: number, folder = 'folder/') =>
  Array.from({ length: count }, (_, index) => ({
    key: `${folder}${index}\u001b.jpg`,
    address: image(`${folder}${index}`),
    sinceMs: 1,
  }))

describe('the report on the guard', () => {
  it('says that deletions go through', () => {
    const text = renderGuard({ state: { sinceMs: NOW - 600_000, count: 1 }, limits, withheld: none }, NOW, 80)
    expect(text).to.contain('guard         lets deletions through').and.to.contain('200 deletions in 1 h')
    expect(text).to.contain('1 deletion, and 50 min to go').and.to.contain('withheld      0')
    expect(text).not.to.contain('waiting')
  })

  it('says how many it lets through by what is mirrored', () => {
    const state = { sinceMs: 0, count: 0, mirrored: 50_000 }
    const text = renderGuard({ state, limits: { ...limits, mirroredShare: 0.1 }, withheld: none }, NOW, 80)
    expect(text).to.contain('lets through  5,000 deletions in 1 h').and.to.contain('window        no deletion')
  })

  it('says since when they do not, and of which keys, each of them, within 80 columns', () => {
    const withheld = { deletions: kept(1010, 'folder/'.repeat(20)), waiting: ['a.png'], unreadable: [] }
    const text = renderGuard({ state: tripped, limits, withheld }, NOW, 80)
    expect(text).to.contain('has stopped all deletions for 1 min').and.to.contain('withheld      1,010, until')
    expect(text).to.contain('waiting       1 new key, for assets that are withheld')
    expect(text.split('\n').filter((line) => line.startsWith('  folder/'))).to.have.length(1010)
    for (const line of text.split('\n')) expect(stringWidth(line)).to.be.at.most(80)
    expect(text).not.to.contain('\u001b')
  })

  it('shows what is withheld where deletions go through again, too', () => {
    const state = { sinceMs: 0, count: 0 }
    const text = renderGuard({ state, limits, withheld: { ...none, deletions: kept(1) } }, NOW, 80)
    expect(text).to.contain('lets deletions through').and.to.contain('withheld      1, until `sls guard release`')
    expect(text).to.match(/ {2}folder\/0\\u\{1b\}\.jpg {2}\(image folder\/0\)$/)
  })

  it('says of how many keys it is not known, since nobody can read their rows', () => {
    const withheld = { ...none, unreadable: ['a.jpg', 'b.jpg'] }
    const text = renderGuard({ state: tripped, limits, withheld }, NOW, 80)
    expect(text).to.contain('not known     2 keys with a row that cannot be read: `sls sweep --dry-run`')
  })

  it('says that it still stops deletions, though none is withheld any longer', () => {
    expect(renderGuard({ state: tripped, limits, withheld: none }, NOW, 80)).to.contain(
      'withheld      nothing any longer; a release',
    )
  })
})

describe('a release', () => {
  it('shows the first of what it is about', () => {
    expect(releaseLines(kept(3))).to.have.length(3)
    expect(releaseLines(kept(1010)).at(-1)).to.equal('  and 1,000 more, which `sls guard show` lists')
  })

  it('asks about destroying assets where there are some, and else only about the guard', () => {
    expect(releaseQuestion(1, { isAll: true })).to.match(/^Lets 1 deletion through: .* will be destroyed\. Go on\?$/)
    expect(releaseQuestion(2, { isAll: false })).to.contain('All others stay withheld')
    expect(releaseQuestion(0, { isAll: true }))
      .to.match(/^Nothing is withheld\. /)
      .and.not.to.contain('destroyed')
  })

  it('says what was done, and what was not', () => {
    const done = { queued: 3, keys: [], outdated: 0, stillWithheld: 0, isOpen: true }
    expect(releaseText(done)).to.equal('Queued 3 deletions. Deletions are let through again.')
    expect(releaseText({ ...done, outdated: 1, stillWithheld: 30 })).to.equal(
      'Queued 3 deletions. 1 deletion of those listed had become out of date. Deletions are let through again. 30 deletions stay withheld: `sls guard show`.',
    )
    expect(releaseText({ ...done, stillWithheld: 1, isOpen: false })).to.equal(
      'Queued 3 deletions. 1 deletion stays withheld: `sls guard show`.',
    )
  })
})
