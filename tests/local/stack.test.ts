import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { eventually } from './eventually.ts'
import { jpeg } from './pictures.ts'
import { type Asset, md5, StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'

const ODD_KEY = 'a b+c/ü&#?.JPG'
const ODD_PUBLIC_ID = 'a b＋c/ü＆＃？'

describe('the local stack', function () {
  this.timeout(90_000)
  const stack = new StackProcess()
  let clients: StackClients

  before(async () => {
    clients = new StackClients(await stack.start())
  })

  after(async () => {
    clients?.close()
    await stack.remove()
  })

  /** The asset once it has these bytes. */
  const arrived = (publicId: string, bytes: Buffer): Promise<Asset> =>
    eventually(async () => {
      const asset = await clients.asset(publicId)
      expect(asset, publicId).to.include({ etag: md5(bytes), bytes: bytes.length })
      return asset as Asset
    })
  const gone = (publicId: string) =>
    eventually(async () => expect(await clients.asset(publicId), publicId).to.equal(undefined))
  const quiet = () =>
    eventually(async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: 0 }), 40_000)

  it('shows a file that came by FTP within 2 seconds, with its bytes', async () => {
    const bytes = jpeg('first')
    await clients.upload('shoot/photo.jpg', bytes)
    const sentAt = Date.now()
    const asset = await arrived('shoot/photo', bytes)
    expect(Date.now() - sentAt).to.be.lessThan(2000)
    const delivered = await fetch(asset.url)
    expect(Buffer.from(await delivered.arrayBuffer()).equals(bytes)).to.equal(true)
    expect(asset.context?.custom).to.include({
      source_bucket: clients.description.bucket,
      source_key: 'shoot/photo.jpg',
    })
  })

  it('shows the file in the console', async () => {
    const { url } = clients.description.console
    expect(await (await fetch(url)).text()).to.contain('<title>FTP API for Cloudinary</title>')
    const status = await (await fetch(`${url}/status.json`)).text()
    expect(status).to.contain('"key":"shoot/photo.jpg"').and.to.contain('"what":"upload"')
    expect((await fetch(`${url}/nowhere`)).status).to.equal(404)
    expect((await fetch(url, { method: 'POST' })).status).to.equal(405)
  })

  it('keeps an asset`s identity when it is overwritten and when it is renamed by FTP, and destroys it when it is deleted', async () => {
    const first = await arrived('shoot/photo', jpeg('first'))
    const bytes = jpeg('second')
    await clients.upload('shoot/photo.jpg', bytes)
    const second = await arrived('shoot/photo', bytes)
    expect(second.asset_id).to.equal(first.asset_id)
    const ftp = await clients.ftp()
    await ftp.rename('shoot/photo.jpg', 'shoot/renamed.jpg')
    const renamed = await arrived('shoot/renamed', bytes)
    await gone('shoot/photo')
    expect(renamed).to.include({ asset_id: first.asset_id, created_at: first.created_at, version: second.version })
    await eventually(async () => {
      const asset = await clients.asset('shoot/renamed')
      expect(asset?.context?.custom.source_key).to.equal('shoot/renamed.jpg')
    })
    await ftp.remove('shoot/renamed.jpg')
    ftp.close()
    await gone('shoot/renamed')
    await quiet()
  })

  it('does the same over the S3 API, with an odd name', async () => {
    const Bucket = clients.description.bucket
    const [first, second] = [jpeg('odd first'), jpeg('odd second')]
    await clients.s3.send(new PutObjectCommand({ Bucket, Key: ODD_KEY, Body: first }))
    const { asset_id } = await arrived(ODD_PUBLIC_ID, first)
    await clients.s3.send(new PutObjectCommand({ Bucket, Key: ODD_KEY, Body: second }))
    expect(await arrived(ODD_PUBLIC_ID, second)).to.include({ asset_id })
    const CopySource = encodeURIComponent(`${Bucket}/${ODD_KEY}`)
    await clients.s3.send(new CopyObjectCommand({ Bucket, Key: 'moved 😀.JPG', CopySource }))
    await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: ODD_KEY }))
    expect(await arrived('moved 😀', second)).to.include({ asset_id })
    await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: 'moved 😀.JPG' }))
    await gone('moved 😀')
    await quiet()
  })

  it('takes 200 files in one burst', async () => {
    const ftp = await clients.ftp()
    ftp.close()
    const names = Array.from({ length: 200 }, (_, index) => `burst/${index}`)
    const connections = await Promise.all(Array.from({ length: 4 }, () => clients.ftp()))
    await Promise.all(
      connections.map(async (connection, first) => {
        for (let index = first; index < names.length; index += connections.length) {
          const name = names[index] ?? ''
          const { Readable } = await import('node:stream')
          await connection.uploadFrom(Readable.from([jpeg(name)]), `${name}.jpg`)
        }
        connection.close()
      }),
    )
    await eventually(async () => {
      const found = (await clients.publicIds()).filter((publicId) => publicId.startsWith('burst/'))
      expect(found.sort()).to.deep.equal([...names].sort())
    }, 40_000)
    await quiet()
  })

  it('keeps its data over a stop, and goes on', async () => {
    expect(await stack.end('SIGINT')).to.equal(0)
    clients.close()
    clients = new StackClients(await stack.start())
    expect(await clients.publicIds()).to.have.length(200)
    await arrived('burst/7', jpeg('burst/7'))
    await clients.upload('burst/7.jpg', jpeg('anew'))
    await arrived('burst/7', jpeg('anew'))
    await quiet()
  })
})
