import { readFileSync, rmSync } from 'node:fs'
import { expect } from 'chai'
import { z } from 'zod'
import { jpeg } from '../local/pictures.ts'
import { eventually } from '../support/eventually.ts'
import { ConsoleClient } from './console-client.ts'
import { useOperatedStack } from './operated-stack.ts'

const filesSchema = z.object({
  matched: z.string(),
  files: z.array(z.object({ key: z.string(), state: z.string() })),
  after: z.string().optional(),
})
const fileSchema = z.object({
  explanation: z.object({ mood: z.string(), headline: z.string(), detail: z.string(), offers: z.array(z.string()) }),
  letterIds: z.array(z.string()),
})
const lettersSchema = z.object({
  queue: z.string(),
  messages: z.array(z.object({ id: z.string(), keys: z.array(z.string()), code: z.string() })),
})

describe('the console of a stage', () => {
  const stack = useOperatedStack('busy')
  let acting: ConsoleClient

  before(async () => {
    acting = await ConsoleClient.serve(async () => stack.operator.stage, true)
  })
  after(() => acting?.server.stop())

  /** Purges, and removes the file of what was. */
  async function purged(selection: object, queue: string): Promise<void> {
    const said = await acting.act('purge', { selection, queue })
    expect(said).to.match(/^Deleted 1 message, kept in /)
    const [, file = ''] = /kept in (.*)\.$/m.exec(said) ?? []
    expect(readFileSync(file, 'utf8').split('\n')).to.have.length(2)
    rmSync(file)
  }

  it('tells the numbers of the moment by itself', async () => {
    const ended = new AbortController()
    const headers = { authorization: `Bearer ${acting.server.token}` }
    const response = await fetch(`${acting.server.origin}/api/events`, { headers, signal: ended.signal })
    let told = ''
    for await (const part of response.body ?? []) {
      told += Buffer.from(part).toString()
      if (/event: live\n.*\n\n/.test(told)) break
    }
    ended.abort()
    expect(told).to.match(/event: live\ndata: \{"atMs":\d+,.*"visible":\d+.*\}\n\n/)
  })

  it('pages through keys from after the last one, and skips none', async () => {
    for (const name of ['a', 'b', 'c']) await stack.put(`console/${name}.jpg`)
    const first = await acting.read(filesSchema, '/api/files?q=console/&limit=2')
    expect(first.files.map(({ key }) => key)).to.deep.equal(['console/a.jpg', 'console/b.jpg'])
    const second = await acting.read(
      filesSchema,
      `/api/files?q=console/&limit=2&after=${encodeURIComponent(first.after ?? '')}`,
    )
    expect(second.files.map(({ key }) => key)).to.deep.equal(['console/c.jpg'])
    expect(second.after).to.equal(undefined)
    await stack.quiet()
    const glob = await acting.read(filesSchema, `/api/files?q=${encodeURIComponent('console/{a,c}.jpg')}&state=equal`)
    expect([glob.matched, ...glob.files.map(({ key }) => key)]).to.deep.equal([
      'glob',
      'console/a.jpg',
      'console/c.jpg',
    ])
    expect((await acting.read(filesSchema, '/api/files?q=CONSOLE/A')).matched).to.equal('text')
  })

  it('says of a key why it is as it is', async () => {
    const there = await acting.read(fileSchema, '/api/file?key=console/a.jpg')
    expect(there.explanation).to.include({ mood: 'good', headline: 'It is in Cloudinary, equal to the bucket' })
    const nowhere = await acting.read(fileSchema, '/api/file?key=console/A.jpg')
    expect(nowhere.explanation.headline).to.equal('There is no such file')
    await stack.put('console/photo.jpg.filepart')
    const ignored = await acting.read(fileSchema, '/api/file?key=console/photo.jpg.filepart')
    expect(ignored.explanation).to.include({ mood: 'waiting', headline: 'The rules leave it out' })
  })

  it('redrives and purges exactly the letters that are meant, for those who know the name of the queue', async () => {
    for (const name of ['one', 'two', 'three']) await stack.put(`console/${name}.jpg`, Buffer.from(name))
    await stack.quiet(3)
    const refused = await acting.read(fileSchema, '/api/file?key=console/one.jpg')
    expect(refused.explanation).to.deep.include({ headline: 'It was refused', offers: ['redrive'] })
    expect(refused.explanation.detail).to.contain('Invalid image file')
    await stack.put('console/one.jpg', jpeg('one'))
    expect(await acting.act('redrive', { ids: refused.letterIds })).to.match(/^Redrove 1 message; 2 stay\./)
    await stack.quiet(2)
    const { queue, messages } = await acting.read(lettersSchema, '/api/letters')
    expect(messages.map(({ keys }) => keys[0]).sort()).to.deep.equal(['console/three.jpg', 'console/two.jpg'])
    const ids = messages.filter(({ keys }) => keys[0] === 'console/two.jpg').map(({ id }) => id)
    const wrong = await acting.ask({
      method: 'POST',
      path: '/api/actions/purge',
      body: { selection: { ids }, queue: 'another' },
    })
    expect([wrong.status, wrong.text.includes(queue)]).to.deep.equal([400, true])
    await purged({ ids }, queue)
    await stack.quiet(1)
    await purged({ all: true }, queue)
    await stack.quiet(0)
    await eventually('one.jpg', async () => expect(await stack.clients.asset('console/one')).not.to.equal(undefined))
  })
})
