import { expect } from 'chai'
import fc from 'fast-check'
import { faultOfWholeContext } from '../../local/cloudinary/parameters/limits.ts'
import { encodeLabel, LABEL_CHARACTERS_MAX, labelledKey } from '../../shared/model/label.ts'

const S3_KEY_BYTES_MAX = 1024

const readBack = (label: string) => labelledKey({ source_bucket: 'studio', source_key: label }, 'studio')

const keyOf = (unit: 'binary' | fc.Arbitrary<string>) =>
  fc.string({ unit, minLength: 1, maxLength: S3_KEY_BYTES_MAX, size: 'max' }).map(asLongAsKeysAre)
const meaningful = fc.constantFrom(...' \t\r\n\0\u0085\u00a0％%0AF/a', '％0A', '％EF％BC％85', '\u{1f600}')

describe("an asset's label", () => {
  const cases: readonly (readonly [string, string])[] = [
    ['shoot/a b+c&d%20 100％.jpg', 'shoot/a b+c&d%20 100％.jpg'],
    ['Icon\r', 'Icon％0D'],
    ['two\nlines.jpg', 'two％0Alines.jpg'],
    [' lead/trail ', '％20lead/trail％20'],
    ['\u00a0', '％C2％A0'],
    ['％0A.jpg', '％EF％BC％850A.jpg'],
  ]
  for (const [key, label] of cases) {
    it(`of ${JSON.stringify(key)} is ${label}`, () => expect(encodeLabel(key)).to.equal(label))
  }

  it('is of no other bucket', () => {
    expect(labelledKey({ source_bucket: 'other', source_key: 'a' }, 'studio')).to.equal(undefined)
    expect(labelledKey({ source_bucket: 'studio' }, 'studio')).to.equal(undefined)
  })

  for (const [name, key] of [
    ['any text', keyOf('binary')],
    ['the characters that mean something', keyOf(meaningful)],
  ] as const) {
    it(`leads back to the key, and is such as Cloudinary takes: ${name}`, () => {
      fc.assert(
        fc.property(key, (text) => {
          const label = encodeLabel(text)
          expect(readBack(label)).to.equal(text)
          expect(label).to.match(/^\S$|^\S.*\S$/su)
          if ([...label].length <= LABEL_CHARACTERS_MAX) expect(faultOfWholeContext({ label })).to.equal(undefined)
        }),
        { numRuns: 500 },
      )
    })
  }
})

function asLongAsKeysAre(text: string): string {
  const characters = [...text]
  while (Buffer.byteLength(characters.join('')) > S3_KEY_BYTES_MAX)
    characters.length = Math.ceil(characters.length * 0.9) - 1
  return characters.join('')
}
