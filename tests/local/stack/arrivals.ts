import { Readable } from 'node:stream'
import { expect } from 'chai'
import { eventually } from '../../support/eventually.ts'
import { askConsole, toldByConsole } from '../console-of.ts'
import { jpeg } from '../pictures.ts'
import type { TestStack } from '../test-stack.ts'

/** Connections that a burst comes over, and its files. */
const [CONNECTIONS, FILES] = [4, 80]

/** What a user of the stack sees of the files that they send. */
export function arrivals(stack: TestStack): void {
  it('shows one with its bytes', async () => {
    const bytes = jpeg('first')
    await stack.clients.upload('shoot/photo.jpg', bytes)
    const asset = await stack.arrived('shoot/photo', bytes)
    const delivered = await fetch(asset.url)
    expect(Buffer.from(await delivered.arrayBuffer()).equals(bytes)).to.equal(true)
    expect(asset.context?.custom).to.include({ source_bucket: stack.bucket, source_key: 'shoot/photo.jpg' })
  })

  it('shows it in the console', async () => {
    const { url } = stack.clients.description.console
    expect(await (await fetch(url)).text()).to.contain('<title>FTP API for Cloudinary</title>')
    await eventually('the upload in the console', async () => {
      const files = await (await askConsole(stack.clients.description, '/api/files?q=shoot/')).text()
      expect(files).to.contain('"key":"shoot/photo.jpg","state":"equal"')
      const activity = await toldByConsole(stack.clients.description, 'activity')
      expect(activity).to.contain('"key":"shoot/photo.jpg"').and.to.contain('"what":"upload"')
    })
    expect((await fetch(new URL('/nowhere', url))).status).to.equal(404)
    expect((await fetch(url, { method: 'POST' })).status).to.equal(405)
  })

  it(`takes ${FILES} in one burst`, async () => {
    const names = Array.from({ length: FILES }, (_, index) => `burst/${index}`)
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => stack.clients.ftp()))
    await Promise.all(
      connections.map(async (connection, first) => {
        for (const name of names.filter((_, index) => index % CONNECTIONS === first))
          await connection.uploadFrom(Readable.from([jpeg(name)]), `${name}.jpg`)
        connection.close()
      }),
    )
    await stack.quiet()
    expect(await stack.images('burst/')).to.deep.equal(names.sort())
  })
}

/** Where a user finds what they have sent. */
export function views(stack: TestStack): void {
  it('prints where it can be seen', async () => {
    await eventually('the upload and its URL', async () => {
      const lines = stack.process.output
      const at = lines.findIndex((line) => / upload +shoot\/photo\.jpg {2}\(a new object\)$/.test(line))
      const url = lines[at + 1]?.trim() ?? ''
      expect(url).to.match(/^http:.*\/demo\/image\/upload\/v\d+\/shoot\/photo$/)
      const delivered = await fetch(url)
      expect(Buffer.from(await delivered.arrayBuffer()).equals(jpeg('first'))).to.equal(true)
    })
  })

  it('leads from the stand-in to the console', async () => {
    const { standIn, description } = stack.clients
    const page = await fetch(standIn)
    expect(page.headers.get('content-type')).to.contain('text/html')
    const { origin, hash } = new URL(description.console.url)
    // Without the token, which not everyone who asks the stand-in is to have.
    expect(await page.text())
      .to.contain(`href="${origin}/"`)
      .and.not.to.contain(hash)
  })
}

/** What outlasts the stack. */
export function restart(stack: TestStack): void {
  it('keeps its data over a stop, and goes on', async () => {
    await stack.put('restart/bad.jpg', Buffer.from('no picture'))
    await stack.quiet(1)
    const before = await stack.images('burst/')
    expect(await stack.end('SIGINT')).to.equal(0)
    await stack.start({ SETTLE_SECONDS: '0' })
    expect(await stack.images('burst/')).to.deep.equal(before)
    // Nobody has acted on it.
    await stack.quiet(1)
    const [letter] = await stack.clients.takeDeadLetters()
    expect(letter).to.include({ code: 'cloudinary-400', key: 'restart/bad.jpg' })
    await stack.arrived('burst/7', jpeg('burst/7'))
    await stack.clients.upload('burst/7.jpg', jpeg('again'))
    await stack.arrived('burst/7', jpeg('again'))
  })
}
