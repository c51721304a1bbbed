import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import type { UploadApiResponse } from 'cloudinary'
import { dataUri, jpeg, png } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { access, bytesAt, fieldIds, find, upload, useDirectory, useStart } from './support.ts'
import { ended } from './waiting.ts'

describe('what the stand-in keeps', () => {
  const directory = useDirectory()
  const start = useStart()
  const inDirectory = (name: string) => join(directory(), name)

  it('is gone with it when it was given no directory', async () => {
    const first = await start()
    await upload(first, jpeg(), { public_id: 'a' })
    await first.stop()
    const second = await start()
    expect(await find(second, 'a')).to.equal(undefined)
    await second.stop()
  })

  it('outlives it whole, in the order in which it was created', async () => {
    const dataDirectory = inDirectory('restart')
    const first = await start({ dataDirectory })
    const ids = ['z', 'a/ü', 'm']
    const datasource = { values: [{ external_id: '1', value: 'one' }] }
    await sdk.api.add_metadata_field({ external_id: 'm', label: 'M', type: 'set', datasource }, access(first))
    for (const public_id of ids)
      await upload(first, jpeg(), { public_id, tags: 't', context: 'k=ü', metadata: 'm=["1"]' })
    await upload(first, png(), { public_id: 'z', overwrite: true, access_control: [{ access_type: 'token' }] })
    await sdk.uploader.rename('m', 'renamed', access(first))
    await upload(first, jpeg(), { public_id: 'destroyed' })
    await sdk.uploader.destroy('destroyed', access(first))
    const shown = async (cloudinary: typeof first) => {
      const options = { ...access(cloudinary), tags: true, context: true, metadata: true }
      const { resources } = await sdk.api.resources(options)
      return resources.map((asset: UploadApiResponse) => ({ ...asset, url: '', secure_url: '' }))
    }
    const before = await shown(first)
    await first.stop()
    const second = await start({ dataDirectory })
    expect(await shown(second)).to.deep.equal(before)
    expect(before[1].metadata).to.deep.equal({ m: ['1'] })
    expect(await fieldIds(second)).to.deep.equal(['m'])
    expect(before.map((asset: UploadApiResponse) => asset.public_id)).to.deep.equal(['renamed', 'a/ü', 'z'])
    expect(await bytesAt((await find(second, 'renamed'))?.url ?? '')).to.deep.equal(jpeg())
    const replaced = await upload(second, png(), { public_id: 'renamed' })
    expect(replaced).to.include({ overwritten: true, asset_id: before[0]?.asset_id })
    await second.stop()
  })

  it('is tidied when it starts: bytes of no asset go, and so does half a record', async () => {
    const dataDirectory = inDirectory('tidied')
    const first = await start({ dataDirectory })
    await upload(first, jpeg(), { public_id: 'a' })
    await first.stop()
    writeFileSync(join(dataDirectory, 'blobs', 'left over'), 'bytes')
    writeFileSync(join(dataDirectory, 'assets', 'x.json.new'), '{"half')
    const second = await start({ dataDirectory })
    expect(await bytesAt((await find(second, 'a'))?.url ?? '')).to.deep.equal(jpeg())
    await second.stop()
    expect(readdirSync(join(dataDirectory, 'blobs')).length).to.equal(1)
    expect(readdirSync(join(dataDirectory, 'assets')).length).to.equal(1)
  })

  it('holds one asset at an address, though a rename onto it was cut off', async () => {
    const dataDirectory = inDirectory('cut off')
    const assets = join(dataDirectory, 'assets')
    const first = await start({ dataDirectory })
    const source = await upload(first, jpeg(), { public_id: 'source' })
    const target = await upload(first, png(), { public_id: 'target' })
    const replaced = readFileSync(join(assets, `${target.asset_id}.json`))
    const bytes = readFileSync(join(dataDirectory, 'blobs', JSON.parse(String(replaced)).blob))
    await sdk.uploader.rename('source', 'target', { ...access(first), overwrite: true })
    await first.stop()
    writeFileSync(join(assets, `${target.asset_id}.json`), replaced)
    writeFileSync(join(dataDirectory, 'blobs', JSON.parse(String(replaced)).blob), bytes)
    const second = await start({ dataDirectory })
    expect(await find(second, 'target')).to.include({ asset_id: source.asset_id })
    expect(await find(second, 'source')).to.equal(undefined)
    await sdk.uploader.destroy('target', access(second))
    await second.stop()
    expect(readdirSync(assets)).to.deep.equal([])
    expect(readdirSync(join(dataDirectory, 'blobs'))).to.deep.equal([])
  })

  it('is not guessed at when a record is damaged', async () => {
    const dataDirectory = inDirectory('damaged')
    mkdirSync(join(dataDirectory, 'assets'), { recursive: true })
    writeFileSync(join(dataDirectory, 'assets', 'damaged.json'), '{}')
    const error = await start({ dataDirectory }).catch((error: unknown) => error)
    expect(String(error)).to.include('damaged.json is no record of an asset')
  })

  it('is never half of anything, whenever the process is killed', async () => {
    const dataDirectory = inDirectory('killed')
    const answered = new Map<string, number>()
    for (let round = 0; round < 3; round += 1) await hammerAndKill(dataDirectory, answered, 40 + round * 45)
    const cloudinary = await start({ dataDirectory })
    for (const [publicId, version] of answered) {
      const asset = await find(cloudinary, publicId)
      expect(asset?.version, publicId).to.be.at.least(version)
      const bytes = await bytesAt(asset?.url ?? '')
      expect(bytes).to.deep.equal(png(bytes.readUInt32BE(16), 1))
    }
    const { resources } = await sdk.api.resources({ ...access(cloudinary), max_results: 500 })
    await cloudinary.stop()
    expect(readdirSync(join(dataDirectory, 'blobs')).length).to.equal(resources.length)
  })

  // Uploads on four lanes, and kills the process when so many answers have come, while others are under way.
  async function hammerAndKill(dataDirectory: string, answered: Map<string, number>, answers: number) {
    const child = spawn(process.execPath, [new URL('./killed.ts', import.meta.url).pathname, dataDirectory])
    const killed = once(child, 'exit')
    try {
      const [origin] = await ended('the start of the process', once(createInterface(child.stdout), 'line'))
      let left = answers
      const lane = async (public_id: string) => {
        for (let width = 1; ; width = (width % 200) + 1) {
          const { version } = await upload({ origin: String(origin) }, dataUri(png(width, 1)), { public_id })
          answered.set(public_id, version)
          left -= 1
          if (left === 0) child.kill('SIGKILL')
        }
      }
      await Promise.allSettled(['one', 'two', 'three/ü', 'four'].map(lane))
    } finally {
      child.kill('SIGKILL')
      await killed
    }
  }
})
