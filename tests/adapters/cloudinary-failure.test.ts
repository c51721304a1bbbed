import { expect } from 'chai'
import { encodeContext } from '../../shared/adapters/cloudinary/context.ts'
import { answerKind, cloudinaryFailure, redact } from '../../shared/adapters/cloudinary/failure.ts'
import { classify } from '../../shared/model/errors.ts'

describe('what Cloudinary answers', () => {
  const cases: readonly (readonly [string, unknown, object])[] = [
    [
      'a bad file',
      { message: 'Invalid image file', http_code: 400 },
      { class: 'permanent', scope: 'key', effect: 'none' },
    ],
    [
      'a stale timestamp',
      { message: 'Stale request - reported', http_code: 400 },
      { class: 'transient', effect: 'none' },
    ],
    [
      'a wrong secret',
      { message: 'Invalid Signature', http_code: 401 },
      { class: 'transient', scope: 'account', effect: 'none' },
    ],
    [
      'throttling',
      { message: 'Rate Limit Exceeded', http_code: 420 },
      { class: 'throttled', scope: 'account', effect: 'none' },
    ],
    [
      'a disabled account',
      { error: { message: 'unexpected', http_code: 403 } },
      { class: 'transient', scope: 'account', effect: 'none' },
    ],
    ['too many requests', { message: 'slow down', http_code: 429 }, { class: 'throttled', effect: 'none' }],
    [
      'processing',
      { error: { message: 'unexpected status code - 423', http_code: 423 } },
      { class: 'throttled', scope: 'key', effect: 'none' },
    ],
    [
      'a fault of its own',
      { message: 'oops', http_code: 500 },
      { class: 'transient', scope: 'cloud', effect: 'unknown' },
    ],
    [
      'a bad gateway',
      { error: { message: 'unexpected', http_code: 502 } },
      { class: 'transient', scope: 'cloud', effect: 'unknown' },
    ],
    [
      'nothing in time',
      { error: { message: 'Request Timeout', http_code: 499 } },
      { class: 'transient', scope: 'cloud', effect: 'unknown' },
    ],
    [
      'a reset',
      { error: { message: 'socket hang up', code: 'ECONNRESET' } },
      { class: 'transient', scope: 'cloud', effect: 'unknown' },
    ],
    [
      'nobody there',
      { error: { message: 'connect', code: 'ECONNREFUSED' } },
      { class: 'transient', scope: 'cloud', effect: 'none' },
    ],
    ['something unheard of', 42, { class: 'transient', scope: 'cloud', effect: 'unknown' }],
    [
      'an object that it cannot read',
      { message: 'Error in loading s3://b/k - Access Denied', http_code: 400 },
      { class: 'transient', scope: 'source', effect: 'none', code: 'source-unreadable' },
    ],
  ]
  for (const [name, thrown, expected] of cases) {
    it(`${name}: ${JSON.stringify(expected)}`, () => {
      expect(classify(cloudinaryFailure(thrown))).to.deep.include(expected)
    })
  }

  it('is not asked again before the time that it names', () => {
    const message = 'Rate Limit Exceeded. Limit of 500 api operations reached. Try again on 2026-11-24 07:00:00 UTC'
    expect(cloudinaryFailure({ message, http_code: 420 })).to.have.property('notBeforeMs', Date.UTC(2026, 10, 24, 7))
  })

  it('loses the signature of a presigned URL', () => {
    const url = 'https://b.s3.amazonaws.com/a%20b.jpg?X-Amz-Signature=abc&X-Amz-Credential=AKIA'
    expect(redact(`Error in loading ${url} - 404 Not Found`)).to.equal(
      'Error in loading https://b.s3.amazonaws.com/a%20b.jpg?[redacted] - 404 Not Found',
    )
  })
})

describe('context', () => {
  it('escapes what separates names and values, and the escape itself', () => {
    expect(encodeContext({ key: 'a=b|c\\d', plain: 'ü' })).to.equal('key=a\\=b\\|c\\\\d|plain=ü')
  })

  for (const [code, kind] of [
    ['cloudinary-420', 'throttled'],
    ['cloudinary-423', 'throttled'],
    ['cloudinary-400', 'refused'],
    ['cloudinary-401', 'refused'],
    ['cloudinary-503', 'unavailable'],
    ['cloudinary-ECONNRESET', 'unavailable'],
    ['cloud-trouble', 'unavailable'],
    ['s3-403', undefined],
    ['skip', undefined],
  ] as const) {
    it(`is counted for ${code} as ${kind ?? 'nothing'}`, () => {
      expect(answerKind(code)).to.equal(kind)
    })
  }
})
