import { expect } from 'chai'
import { classify, isPassing, PermanentError, TransientError } from '../../shared/model/errors.ts'

const none = { effect: 'none', notBeforeMs: undefined } as const

describe('whatever is thrown', () => {
  for (const [name, thrown, expected] of [
    [
      'a permanent error',
      new PermanentError('cloudinary-400', 'bad file'),
      { class: 'permanent', scope: 'key', code: 'cloudinary-400', reason: 'bad file', ...none },
    ],
    [
      'a transient error, without effect where nothing else is said',
      new TransientError('s3-503', 'down'),
      { class: 'transient', scope: 'key', code: 's3-503', reason: 'down', ...none },
    ],
    [
      'a transient error of a kind, with all that it says',
      new TransientError('cloudinary-503', 'down', {
        kind: 'throttled',
        scope: 'account',
        effect: 'unknown',
        notBeforeMs: 7,
      }),
      {
        class: 'throttled',
        scope: 'account',
        code: 'cloudinary-503',
        reason: 'down',
        effect: 'unknown',
        notBeforeMs: 7,
      },
    ],
    [
      'any other error is a defect that may have had an effect',
      new RangeError('out of range'),
      {
        class: 'defect',
        scope: 'key',
        code: 'defect',
        reason: 'RangeError: out of range',
        effect: 'unknown',
        notBeforeMs: undefined,
      },
    ],
    [
      'so is what is no error at all',
      'a text',
      { class: 'defect', scope: 'key', code: 'defect', reason: 'a text', effect: 'unknown', notBeforeMs: undefined },
    ],
    [
      'even nothing',
      undefined,
      { class: 'defect', scope: 'key', code: 'defect', reason: 'undefined', effect: 'unknown', notBeforeMs: undefined },
    ],
  ] as const) {
    it(`has a class: ${name}`, () => expect(classify(thrown)).to.deep.equal(expected))
  }

  it('keeps its cause', () => {
    const cause = new Error('the socket hung up')
    expect(new TransientError('s3-503', 'down', { cause })).to.include({ cause, name: 'TransientError' })
    expect(new PermanentError('cloudinary-400', 'bad', { cause })).to.include({ cause, name: 'PermanentError' })
  })
})

describe('what asks for patience', () => {
  const throttled = (notBeforeMs?: number) =>
    classify(
      new TransientError('cloudinary-420', 'slow down', { kind: 'throttled', ...(notBeforeMs && { notBeforeMs }) }),
    )

  for (const [name, failure, expected] of [
    ['without a time', throttled(), true],
    ['for less than a minute', throttled(1_059_999), true],
    ['for a minute', throttled(1_060_000), false],
    ['until the next hour, as a quota does', throttled(4_600_000), false],
    ['not at all, but fails', classify(new TransientError('cloudinary-503', 'down')), false],
  ] as const) {
    it(`${name} is ${expected ? '' : 'not '}passing`, () => expect(isPassing(failure, 1_000_000)).to.equal(expected))
  }
})
