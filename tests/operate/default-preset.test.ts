import { expect } from 'chai'
import sharp from 'sharp'
import { dlqList } from '../../operate/dlq/list.ts'
import { dlqRedrive } from '../../operate/dlq/redrive.ts'
import { sweepCommand } from '../../operate/sweep/sweep.ts'
import { sdk } from '../local/cloudinary/sdk.ts'
import { jpeg } from '../local/pictures.ts'
import { eventually } from '../support/eventually.ts'
import { useOperatedStack } from './operated-stack.ts'

// What is put stays: deletions would bring this stack's guard nearer to its limit.
const create = { width: 20, height: 10, channels: 3, background: '#336699' } as const

describe('an account whose default upload preset', () => {
  const stack = useOperatedStack('busy')
  const access = () => {
    const url = new URL(stack.clients.description.cloudinary.url)
    const prefix = url.searchParams.get('upload_prefix') ?? ''
    return { cloud_name: url.hostname, api_key: url.username, api_secret: url.password, upload_prefix: prefix }
  }
  const setDefault = async (name: string, options: object) => {
    await sdk.api.create_upload_preset({ ...access(), ...options, name })
    await stack.clients.control('POST', 'settings', { defaultUploadPreset: name })
  }
  afterEach(() => stack.clients.control('DELETE', 'settings'))

  it('prefixes public IDs has the object refused, and nothing left of it; once changed it takes the object', async () => {
    await setDefault('prefixing', { public_id_prefix: 'in' })
    const key = 'preset/renamed.jpg'
    await stack.put(key)
    await stack.quiet(1)
    const { text } = await stack.operator.run(dlqList)
    expect(text).to.contain('address-differs').and.to.contain(key)
    await stack.operator.run(sweepCommand)
    await stack.gone('in/preset/renamed')
    await stack.quiet(1)
    expect(await stack.images('in/')).to.deep.equal([])
    await stack.clients.control('DELETE', 'settings')
    await stack.operator.run(dlqRedrive, { all: true })
    const asset = await stack.arrived('preset/renamed', jpeg(key))
    expect(asset).to.include({ asset_folder: 'preset', display_name: 'renamed.jpg' })
    await stack.quiet()
  })

  it('converts images has each sent once or twice, and found equal by sweeps', async () => {
    await setDefault('converting', { format: 'png' })
    const key = 'preset/converted.jpg'
    await stack.put(key, await sharp({ create }).jpeg().toBuffer())
    await eventually('the converted asset', async () => {
      expect((await stack.clients.asset('preset/converted'))?.secure_url).to.match(/\.png$/)
    })
    await stack.quiet()
    const { operations } = await stack.statistics()
    await stack.operator.run(sweepCommand)
    await stack.quiet()
    expect((await stack.statistics()).operations).to.deep.equal(operations)
  })
})
