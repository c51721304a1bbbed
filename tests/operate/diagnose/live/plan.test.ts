import { expect } from 'chai'
import sharp from 'sharp'
import { pictureSaying } from '../../../../operate/diagnose/live/picture.ts'
import { planLive, testKey } from '../../../../operate/diagnose/live/plan.ts'
import { Rules } from '../../../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../../../shared/rules/schema.ts'

describe('the object of a live test', () => {
  it('is a picture, and another one each time', async () => {
    const { width, height, format } = await sharp(pictureSaying('a')).metadata()
    expect({ width, height, format }).to.deep.equal({ width: 1, height: 1, format: 'png' })
    await sharp(pictureSaying('a')).raw().toBuffer()
    expect(pictureSaying('a').equals(pictureSaying('b'))).to.equal(false)
  })

  const plan = (config: MirrorConfig, key = testKey(new Rules(config), '1')) =>
    planLive(new Rules(config), { bucket: 'b', key, sizeBytes: 100, nowMs: 0 })

  it('lies in the first source, and becomes what the rules say', () => {
    expect(plan({})).to.deep.equal({
      key: 'sls-diagnose-1.png',
      address: { resourceType: 'image', type: 'upload', publicId: 'sls-diagnose-1' },
      isKept: false,
    })
    const config: MirrorConfig = {
      sources: [{ prefix: 'in/', folder: 'out' }],
      defaults: { onDelete: 'keep', type: 'private' },
    }
    expect(plan(config)).to.deep.equal({
      key: 'in/sls-diagnose-1.png',
      address: { resourceType: 'image', type: 'private', publicId: 'out/sls-diagnose-1' },
      isKept: true,
    })
  })

  it('is not put where the rules make nothing of it', () => {
    expect(plan({ rules: [{ name: 'none', match: '**', ignore: true }] })).to.deep.equal({
      fault: 'the rules ignore sls-diagnose-1.png: ignored by none',
    })
    expect(plan({ sizeLimits: { image: 10 } }))
      .to.have.property('fault')
      .that.contains('sizeLimits takes 10')
    expect(plan({}, 'a/../b.png')).to.have.property('fault').that.contains('without segments')
  })
})
