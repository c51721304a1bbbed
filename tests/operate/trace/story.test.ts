import { expect } from 'chai'
import { storyOf, tellStory } from '../../../operate/trace/story.ts'

const line = (timestamp: string, outcome: object) =>
  JSON.stringify({ level: 'INFO', message: 'm', timestamp, function_request_id: 'r', outcome })
const skip = { key: 'a.jpg', result: 'done', code: 'skip', reason: 'equal', mutations: [] }
const upload = {
  ...skip,
  mutations: [{ kind: 'upload', reason: 'a new object' }],
  deliveries: 2,
  durationMs: 250,
  lagMs: 1234,
}
const back = { ...skip, result: 'retry', code: 'cloudinary-500', reason: 'oops', delaySeconds: 4, failures: 3 }

describe('the story of a key', () => {
  it('is told in order, with what was done, why, and what it took', () => {
    const lines = [
      line('2026-01-01T00:00:02.000Z', upload),
      'no JSON at all',
      line('2026-01-01T00:00:01.000Z', back),
      line('2026-01-01T00:00:03.000Z', { ...skip, key: 'b.jpg' }),
    ]
    expect(tellStory('a.jpg', storyOf('a.jpg', lines), 200).split('\n')).to.deep.equal([
      '2026-01-01T00:00:01.000Z  retry    cloudinary-500: oops [again in 4 s, failure 3]',
      '2026-01-01T00:00:02.000Z  done     upload (a new object); equal [250 ms, 1.2 s after the event, delivery 2]',
    ])
  })

  it('keeps to the columns that there are, and leaves nothing out', () => {
    const told = tellStory('a.jpg', storyOf('a.jpg', [line('2026-01-01T00:00:02.000Z', upload)]), 70)
    expect(told.split('\n')).to.deep.equal([
      '2026-01-01T00:00:02.000Z  done     upload (a new object); equal [250',
      `${' '.repeat(35)}ms, 1.2 s after the event, delivery`,
      `${' '.repeat(35)}2]`,
    ])
  })
})

describe('the story of a key whose asset was renamed', () => {
  it('ends with where it has gone', () => {
    const mutations = [{ kind: 'rename', reason: 'the content of a.jpg, which is gone', from: 'a.jpg' }]
    const lines = [line('2026-01-01T00:00:02.000Z', { ...skip, key: 'b.jpg', mutations, durationMs: 9 })]
    expect(tellStory('a.jpg', storyOf('a.jpg', lines), 200)).to.equal(
      '2026-01-01T00:00:02.000Z  done     the asset has gone to b.jpg; rename (the content of a.jpg, which is gone); equal [9 ms]',
    )
  })
})
