import { expect } from 'chai'
import { guardRelease } from '../../operate/guard/guard.ts'
import { BODY_CHARACTERS_MAX } from '../../shared/webhook/notification.ts'
import { Operator } from '../operate/operator.ts'
import { eventually } from '../support/eventually.ts'
import { jpeg } from './pictures.ts'
import { useStack } from './test-stack.ts'

/** So many pass the guard: fewer than the last test deletes, more than the others do. */
const DELETIONS_MAX = 15

describe('what others trip over:', () => {
  const stack = useStack({ SETTLE_SECONDS: '0', DELETIONS_MAX: String(DELETIONS_MAX) }, ['--memory'])
  const fault = (failNext: object) => stack.clients.control('POST', 'faults', { failNext: [failNext] })
  const settings = (values: object) => stack.clients.control('POST', 'settings', values)

  it('an event key that is not decoded', async () => {
    await stack.put('with space + plus.jpg')
    await stack.arrived('with space ＋ plus', jpeg('with space + plus.jpg'))
  })

  it('only Records[0] read', async () => {
    const keys = ['records/0.jpg', 'records/1.jpg', 'records/2.jpg']
    await stack.unnoticed(async () => {
      for (const key of keys) await stack.put(key)
    })
    await stack.send(keys.map((key) => stack.record('ObjectCreated:Put', key)))
    for (const key of keys) await stack.arrived(key.replace('.jpg', ''), jpeg(key))
  })

  it('an error that is returned instead of raised: the message stays, and the change is made', async () => {
    await fault({ operation: 'upload', times: 2, status: 409, effect: 'none' })
    await stack.put('returned.jpg')
    await stack.arrived('returned', jpeg('returned.jpg'))
  })

  it('a delete that is lost because a search lags: none is asked', async () => {
    await stack.put('short-lived.jpg')
    await stack.arrived('short-lived', jpeg('short-lived.jpg'))
    await stack.delete('short-lived.jpg')
    await stack.gone('short-lived')
    expect((await stack.statistics()).operations).not.to.have.property('search')
  })

  it('a removed old version that destroys the live asset', async () => {
    await stack.put('live.jpg')
    const { asset_id } = await stack.arrived('live', jpeg('live.jpg'))
    const old = { versionId: 'an-old-one', sequencer: 'FFFFFFFFFFFFFFFF' }
    await stack.send([stack.record('ObjectRemoved:Delete', 'live.jpg', old)])
    await stack.quiet()
    expect((await stack.clients.asset('live'))?.asset_id).to.equal(asset_id)
  })

  it('files of one stem that collide for ever: the second is refused with both names, and goes through when the first goes', async () => {
    await stack.put('stem.jpg')
    await stack.arrived('stem', jpeg('stem.jpg'))
    await stack.put('stem.png', jpeg('stem.png'))
    await stack.quiet(1)
    const [refusal] = await stack.clients.takeDeadLetters()
    expect(refusal?.reason).to.contain('stem.jpg').and.to.contain('stem.png')
    await stack.delete('stem.jpg')
    await stack.put('stem.png', jpeg('stem.png, again'))
    await stack.arrived('stem', jpeg('stem.png, again'))
    await stack.quiet()
  })

  it('an unchanged file that is sent again', async () => {
    await stack.put('unchanged.jpg')
    await stack.arrived('unchanged', jpeg('unchanged.jpg'))
    await stack.quiet()
    const before = await stack.statistics()
    for (let times = 0; times < 5; times++) await stack.send([stack.record('ObjectCreated:Put', 'unchanged.jpg')])
    await stack.quiet()
    expect(await stack.statistics()).to.deep.equal(before)
  })

  it('content of the same size that is taken for the same', async () => {
    const [one, two] = [jpeg('size 1'), jpeg('size 2')]
    expect(one.length).to.equal(two.length)
    await stack.put('size.jpg', one)
    await stack.arrived('size', one)
    await stack.put('size.jpg', two)
    await stack.arrived('size', two)
  })

  it('a partial or temporary file that is published', async () => {
    for (const key of ['film.jpg.filepart', '.in.film.jpg', 'film.jpg~', 'film.tmp']) await stack.put(key)
    await stack.put('empty.jpg', Buffer.alloc(0))
    await stack.quiet()
    const published = [...(await stack.clients.publicIds()), ...(await stack.clients.publicIds('raw'))]
    expect(published.filter((publicId) => /film|empty/.test(publicId))).to.deep.equal([])
    await stack.copy('film.jpg.filepart', 'film.jpg')
    await stack.arrived('film', jpeg('film.jpg.filepart'))
  })

  it('a 420 that counts as a failure', async () => {
    await fault({ operation: 'upload', times: 6, status: 420, effect: 'none' })
    await stack.put('throttled.jpg')
    await stack.arrived('throttled', jpeg('throttled.jpg'))
    await stack.quiet()
  })

  it('"not found" on a destroy that counts as a failure', async () => {
    await stack.put('gone already.jpg')
    await stack.arrived('gone already', jpeg('gone already.jpg'))
    await stack.clients.destroyByHand('gone already')
    await stack.delete('gone already.jpg')
    await stack.quiet()
  })

  it('one file`s failure that ends the run for the others', async () => {
    await stack.put('bad.jpg', Buffer.from('this is no picture'))
    const good = Array.from({ length: 12 }, (_, index) => `good/${index}.jpg`)
    await Promise.all(good.map((key) => stack.put(key)))
    for (const key of good) await stack.arrived(key.replace('.jpg', ''), jpeg(key))
    await stack.quiet(1)
    expect(await stack.clients.takeDeadLetters()).to.deep.equal([
      { code: 'cloudinary-400', reason: 'Cloudinary: Invalid image file', key: 'bad.jpg' },
    ])
  })

  it('a file that is too large, refused with the limit', async () => {
    await settings({ bytesMax: { image: 500 } })
    await stack.put('too large.jpg', jpeg('x'.repeat(1000)))
    await stack.quiet(1)
    await settings({})
    const [refusal] = await stack.clients.takeDeadLetters()
    expect(refusal?.reason).to.match(/File size too large\. Got \d+\. Maximum is 500\./)
  })

  it('a public webhook that anybody may call: what the account has not signed is rejected', async () => {
    const operator = await Operator.of(stack.process.directory)
    const url = operator.stage.environment.WEBHOOK_URL ?? ''
    operator.close()
    const headers = { 'x-cld-timestamp': String(Math.floor(Date.now() / 1000)), 'x-cld-signature': 'ab'.repeat(20) }
    const about = JSON.stringify({ notification_type: 'upload', public_id: 'any', resource_type: 'image' })
    const answers: string[] = []
    for (const call of [
      { method: 'GET' },
      { method: 'POST', body: about },
      { method: 'POST', body: about, headers: { ...headers, 'x-cld-signature': 'ab'.repeat(21) } },
      { method: 'POST', body: 'x'.repeat(2 * BODY_CHARACTERS_MAX), headers },
      { method: 'POST', body: about, headers },
    ]) {
      const answer = await fetch(url, call)
      answers.push(`${answer.status} ${await answer.text()}`)
    }
    expect(answers).to.deep.equal([
      '401 expected a POST',
      '401 expected Unix seconds in X-Cld-Timestamp',
      '401 expected a signature of 40 or 64 hexadecimal digits in X-Cld-Signature',
      `401 expected at most ${BODY_CHARACTERS_MAX} characters`,
      '401 the signature is not that of the body',
    ])
  })

  it('a mass deletion that is mirrored by mistake: the guard stops it until it is released', async () => {
    const keys = Array.from({ length: 25 }, (_, index) => `mass/${index}.jpg`)
    await Promise.all(keys.map((key) => stack.put(key)))
    await stack.quiet()
    expect(await stack.images('mass/')).to.have.length(25)
    await Promise.all(keys.map((key) => stack.delete(key)))
    await stack.quiet()
    const kept = await stack.images('mass/')
    expect(kept.length).to.be.within(25 - DELETIONS_MAX, 24)
    await eventually('a line for people', () =>
      expect(stack.process.output.join('\n')).to.contain('the guard keeps the asset'),
    )
    const operator = await Operator.of(stack.process.directory)
    const { text } = await operator.run(guardRelease, { yes: true })
    operator.close()
    expect(text).to.contain(`Queued ${kept.length} deletions.`)
    await stack.quiet()
    expect(await stack.images('mass/')).to.deep.equal([])
  })
})
