import { expect } from 'chai'
import { labelledKey } from '../../../shared/model/label.ts'
import { hasDotSegment } from '../../../shared/model/object-key.ts'
import { decodePublicId } from '../../../shared/rules/public-id.ts'
import { resourceTypeOf } from '../../../shared/rules/resource-type.ts'
import { splitExtension } from '../../../shared/rules/rules.ts'
import { desired } from '../../rules/fixtures.ts'
import type { TestStack } from '../test-stack.ts'

const KEYS: readonly string[] = [
  'a b.jpg',
  'a+b.jpg',
  'a%20b.jpg',
  'a%2Fb.jpg',
  '100%.jpg',
  'what?.jpg',
  'r&d.jpg',
  'no#1.jpg',
  'back\\slash.jpg',
  '<tag>.jpg',
  'full？width％.jpg',
  'full．stop.jpg',
  'quote"\'`.jpg',
  'semi;colon,comma.jpg',
  'pipe|equals=.jpg',
  'star*[brackets]{braces}.jpg',
  '$@!^~().jpg',
  '\u{1f600}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}.jpg',
  'e\u0301 combined.jpg',
  '\u00e9 composed.jpg',
  'arabic \u0645\u0631\u062d\u0628\u0627.jpg',
  'right to left \u202e.jpg',
  'zero\u200bwidth.jpg',
  'private \ue000 and last \uffff.jpg',
  'dots.. .jpg',
  'trailing space .jpg',
  ' leading space.jpg',
  '\u00a0no-break ends\u00a0.jpg',
  '/leading slash.jpg',
  'double//slash.jpg',
  'up/../and down.jpg',
  'here/./now.jpg',
  'v1/version.jpg',
  'v12.jpg',
  'images/reserved.jpg',
  'videos.jpg',
  '..jpg',
  'dots...jpg',
  'no extension',
  'tab\there.jpg',
  'Icon\r',
  'R&D/50% off/C++ #3.jpg',
  ' lead/trail /a.jpg',
  '\uff050A escape.jpg',
  'line\nbreak.jpg',
  '\u001b[2K\u001b[1A00:00:00  upload     forged.jpg.jpg',
  'next\u0085line.jpg',
  `${'ü'.repeat(120)}/${'x'.repeat(200)}/${'y'.repeat(200)}/${'z'.repeat(375)}.jpg`,
  `long/${'ü'.repeat(200)}/${'x'.repeat(200)}/${'y'.repeat(200)}/${'z'.repeat(212)}.jpg`,
  'UPPER.JPG',
]
const RESOURCE_TYPES = ['image', 'raw'] as const

/** The oddest names that a file can have. */
export function oddKeys(stack: TestStack): void {
  it('mirrors each one to an asset of its own that leads back to it, or refuses it with the reason', async () => {
    const before = await addressesOf(stack)
    for (const key of KEYS) await stack.put(key, undefined, { ContentType: 'image/jpeg' })
    const isRefused = (key: string) => key.includes('z'.repeat(375)) || hasDotSegment(key)
    await stack.quiet(KEYS.filter(isRefused).length)
    const refused = await stack.clients.takeDeadLetters()
    for (const { key, reason } of refused) {
      const why = hasDotSegment(key ?? '')
        ? /without segments \. and \.\./
        : /at most 255 characters, this one has 375; rename/
      expect(reason).to.match(why)
    }
    expect(refused.map(({ key }) => key).sort()).to.deep.equal(KEYS.filter(isRefused).sort())
    const mirrored: string[] = []
    const known = new Set(before.map((address) => address.join()))
    for (const [resourceType, publicId] of await addressesOf(stack)) {
      if (known.has([resourceType, publicId].join())) continue
      const asset = await stack.clients.asset(publicId, resourceType)
      const key = labelledKey(asset?.context?.custom ?? {}, stack.bucket) ?? ''
      mirrored.push(key)
      expect(publicId).to.equal(desired(key).address.publicId)
      const { stem } = splitExtension(key)
      expect(decodePublicId(publicId)).to.equal(resourceTypeOf(key) === 'raw' ? key : stem)
    }
    expectPlainOutput(stack)
    expect(mirrored.sort()).to.deep.equal(KEYS.filter((key) => !isRefused(key)).sort())
  })
}

async function addressesOf({ clients }: TestStack) {
  const lists = RESOURCE_TYPES.map(async (resourceType) =>
    (await clients.publicIds(resourceType)).map((publicId) => [resourceType, publicId] as const),
  )
  return (await Promise.all(lists)).flat()
}

/** Nothing of a key reaches the terminal but characters that stand where they are printed. */
function expectPlainOutput(stack: TestStack): void {
  const { output } = stack.process
  expect(output.filter((line) => /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(line))).to.deep.equal([])
  expect(output.join('\n'))
    .to.contain('line\\u{a}break.jpg')
    .and.to.contain('\\u{1b}[2K')
    .and.to.contain('left \\u{202e}')
}
