import { expect } from 'chai'
import { eventually } from '../support/eventually.ts'
import { jpeg } from './pictures.ts'
import { BIG_FILES, PLACEHOLDER, renamedInParts, renamedTree } from './stack/identities.ts'
import { useStack } from './test-stack.ts'

/**
 * A rename is told from a copy and a delete by a wait for the other half. What is to stay one asset on a slow machine must not
 * lose that race, nor that of an upload's answer and its record: only what is recorded is renamed. As each delete takes this
 * long, the stories are told at once.
 */
const SETTLE_SECONDS = '30'
const ODD_KEY = 'a b+c/ü&#?.JPG'
const ODD_PUBLIC_ID = 'a b＋c/ü＆＃？'

describe('a file over its life', () => {
  const stack = useStack({ SETTLE_SECONDS }, ['--memory'])
  for (const [name, story] of [
    ['keeps its asset, sent by FTP, when it is overwritten and when it is renamed, and loses it when deleted', overFtp],
    ['does the same over the S3 API, with an odd name', overS3],
    ['is not lost by a rename', underAnOldName],
    ['keeps its asset when it came in parts and is renamed, whatever the copy is made of', () => renamedInParts(stack)],
    ['keeps its own asset among many equal ones when their tree is renamed', () => renamedTree(stack)],
  ] as const) {
    let telling: Promise<void>
    before(() => {
      telling = story()
      // Its failure is that of its test.
      telling.catch(() => undefined)
    })
    it(name, () => telling)
  }

  it('is sent once for each of its contents, and not again for a new name', async () => {
    const small = ['first', 'second', 'odd first', 'odd second', 'old name.jpg'].map((comment) => jpeg(comment).length)
    const big = BIG_FILES.map(({ bytes }) => bytes.length)
    const sent = [...small, ...big, PLACEHOLDER.count * PLACEHOLDER.bytes.length]
    expect((await stack.statistics()).bytesFetched).to.equal(sent.reduce((sum, length) => sum + length))
  })

  async function overFtp(): Promise<void> {
    await stack.clients.upload('shoot/photo.jpg', jpeg('first'))
    const first = await stack.arrived('shoot/photo', jpeg('first'))
    const bytes = jpeg('second')
    await stack.clients.upload('shoot/photo.jpg', bytes)
    const second = await stack.arrived('shoot/photo', bytes)
    expect(second.asset_id).to.equal(first.asset_id)
    await stack.recorded('shoot/photo.jpg', bytes)
    const ftp = await stack.clients.ftp()
    await ftp.rename('shoot/photo.jpg', 'shoot/renamed.jpg')
    const renamed = await stack.arrived('shoot/renamed', bytes)
    await stack.gone('shoot/photo')
    expect(renamed).to.include({ asset_id: first.asset_id, created_at: first.created_at, version: second.version })
    await eventually('the new name in its context', async () => {
      const asset = await stack.clients.asset('shoot/renamed')
      expect(asset?.context?.custom.source_key).to.equal('shoot/renamed.jpg')
    })
    await ftp.remove('shoot/renamed.jpg')
    expect(await ftp.list('shoot'), 'the directory, which stays').to.deep.equal([])
    ftp.close()
    await eventually('why nothing happens yet', async () => {
      const explained = / waits +shoot\/renamed\.jpg {2}\(\d+ s: the object is gone; it may come back\)$/
      expect(stack.process.output.some((line) => explained.test(line))).to.equal(true)
    })
    await stack.gone('shoot/renamed')
    for (const type of ['image', 'raw'] as const) expect(await stack.clients.asset('shoot', type)).to.equal(undefined)
    await stack.quiet()
  }

  async function overS3(): Promise<void> {
    const [first, second] = [jpeg('odd first'), jpeg('odd second')]
    await stack.put(ODD_KEY, first)
    const { asset_id } = await stack.arrived(ODD_PUBLIC_ID, first)
    await stack.put(ODD_KEY, second)
    expect(await stack.arrived(ODD_PUBLIC_ID, second)).to.include({ asset_id })
    await stack.recorded(ODD_KEY, second)
    await stack.copy(ODD_KEY, 'moved 😀.JPG')
    await stack.delete(ODD_KEY)
    expect(await stack.arrived('moved 😀', second)).to.include({ asset_id })
    await stack.delete('moved 😀.JPG')
    await stack.gone('moved 😀')
    await stack.quiet()
  }

  async function underAnOldName(): Promise<void> {
    await stack.put('old name.jpg')
    const before = await stack.arrived('old name', jpeg('old name.jpg'))
    await stack.recorded('old name.jpg', jpeg('old name.jpg'))
    expect(before).to.include({ asset_folder: '', display_name: 'old name.jpg' })
    await stack.copy('old name.jpg', 'new folder/new name.jpg')
    await stack.delete('old name.jpg')
    const after = await stack.arrived('new folder/new name', jpeg('old name.jpg'))
    expect(after).to.include({ asset_id: before.asset_id, created_at: before.created_at })
    await stack.quiet()
    const placed = { asset_folder: 'new folder', display_name: 'new name.jpg' }
    expect(await stack.clients.asset('new folder/new name')).to.include(placed)
    expect(await stack.clients.asset('old name')).to.equal(undefined)
  }
})
