import { expect } from 'chai'
import { labelledKey } from '../../../shared/model/label.ts'
import type { DeployedStage } from '../deployed-stage.ts'

/** What breaks URLs, event notifications and S3's own encoding of keys. */
const KEYS: readonly string[] = [
  'odd/a b.jpg',
  'odd/a+b.jpg',
  'odd/a%20b.jpg',
  'odd/100%.jpg',
  'odd/what?.jpg',
  'odd/r&d #1.jpg',
  'odd/back\\slash.jpg',
  'odd/<tag> "quote"\'.jpg',
  'odd/\u{1f600} e\u0301 \u00e9.jpg',
  'odd/double//slash.jpg',
  'odd/ends with space .jpg',
  'odd/tab\there.jpg',
  'odd/UPPER.JPG',
]

/** Names that a file can have. */
export function oddNames(stage: DeployedStage): void {
  it('gives each an asset that leads back to it', async () => {
    for (const key of KEYS) await stage.put(key)
    await stage.quiet()
    const assets = await Promise.all((await stage.images('odd/')).map((publicId) => stage.clients.asset(publicId)))
    const found = assets.map((asset) => labelledKey(asset?.context?.custom ?? {}, stage.bucket) ?? '')
    expect(found.sort()).to.deep.equal([...KEYS].sort())
  })

  it('loses each of these assets with its file', async () => {
    for (const key of KEYS) await stage.delete(key)
    await stage.quiet()
    expect(await stage.images('odd/')).to.deep.equal([])
  })
}
