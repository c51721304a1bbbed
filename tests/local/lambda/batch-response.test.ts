import { expect } from 'chai'
import { doneIds } from '../../../local/lambda/batch-response.ts'

const ids = ['a', 'b']

describe('the answer to a batch', () => {
  for (const [name, value, done] of [
    ['nothing', undefined, ids],
    ['null', null, ids],
    ['an empty answer', {}, ids],
    ['no list', { batchItemFailures: null }, ids],
    ['an empty list', { batchItemFailures: [] }, ids],
    ['one that failed', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['a']],
    ['one that failed, twice', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] }, ['a']],
    ['one of another batch', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'c' }] }, []],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, []],
    ['no identifier', { batchItemFailures: [{ itemIdentifier: null }] }, []],
    ['another name', { batchItemFailures: [{ id: 'b' }] }, []],
    ['a list that is none', { batchItemFailures: 'b' }, []],
    ['a text', 'done', []],
  ] as const) {
    it(`${name} is done with ${done.join(' and ') || 'none'}`, () => {
      expect(doneIds(ids, { status: 'returned', value }, true)).to.deep.equal(done)
    })
  }

  it('says nothing where failures are not reported, but by failing', () => {
    const answer = { batchItemFailures: [{ itemIdentifier: 'b' }] }
    expect(doneIds(ids, { status: 'returned', value: answer }, false)).to.deep.equal(ids)
    expect(doneIds(ids, { status: 'failed', reason: 'no' }, false)).to.deep.equal([])
  })
})
