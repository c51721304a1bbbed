import { expect } from 'chai'
import stringWidth from 'string-width'
import { countObjects, progressLine } from '../../../operate/sweep/progress.ts'

function object(key: string) {
  return { key, etag: 'e', sizeBytes: 1, lastModifiedMs: 0 }
}

describe('the progress of a sweep', () => {
  it('is a bar with what differs and the time that is left, within 80 columns', () => {
    const line = progressLine({ compared: 5000, differences: 1 }, { whole: 20_000, elapsedSeconds: 30 }, 79)
    expect(line).to.match(/^█+░+ {2}25% {2}5,000 of 20,000 {2}1 differs {2}1 min 30 s left$/)
    const long = progressLine({ compared: 1e7, differences: 1e6 }, { whole: 9e7, elapsedSeconds: 86_400 }, 79)
    expect(stringWidth(long)).to.be.at.most(79)
  })

  it('has no bar before the objects have been counted', () => {
    const line = progressLine({ compared: 1000, differences: 0 }, { whole: undefined, elapsedSeconds: 1 }, 79)
    expect(line).to.equal('1,000 compared, 0 differ')
  })

  it('is full, and not more, where objects came while it counted', () => {
    const line = progressLine({ compared: 11, differences: 0 }, { whole: 10, elapsedSeconds: 1 }, 79)
    expect(line).to.contain('100%  11 of 11').and.to.contain('0 s left')
  })

  it('counts all objects of a prefix, page by page, until it is told to stop', async () => {
    const pages = [['a', 'b'], ['c']]
    const asked: unknown[] = []
    const source = {
      async list(after: string | undefined, _most: number, prefix?: string) {
        asked.push([after, prefix])
        const page = pages[asked.length - 1] ?? []
        return { items: page.map(object), isLast: asked.length === pages.length }
      },
    }
    expect(await countObjects(source, 'p/', new AbortController().signal)).to.equal(3)
    expect(asked).to.deep.equal([
      [undefined, 'p/'],
      ['b', 'p/'],
    ])
    expect(await countObjects(source, 'p/', AbortSignal.abort())).to.equal(undefined)
  })
})
