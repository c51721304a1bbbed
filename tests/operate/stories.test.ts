import { expect } from 'chai'
import { z } from 'zod'
import { queue } from '../../operate/queue/queue.ts'
import { status } from '../../operate/status/status.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { jpeg } from '../local/pictures.ts'
import { eventually } from '../support/eventually.ts'
import { ConsoleClient } from './console-client.ts'
import { useOperatedStack } from './operated-stack.ts'
import tagged from './rules-tagged.ts'
import { storiesOf } from './stories.ts'

const fileSchema = z.object({
  explanation: z.object({ headline: z.string(), detail: z.string(), advice: z.string() }),
})

describe('a story of failure is told in one line by `sls queue`, by `sls status --key` and by the page of the file in the console:', () => {
  const stack = useOperatedStack('tagged')
  const rules = new Rules(tagged)
  let client: ConsoleClient
  before(async () => {
    // Its own marker is an event, too.
    await stack.quiet()
    client = await ConsoleClient.serve(async () => stack.operator.stage, false, rules)
  })
  after(() => client?.server.stop())

  const firstLine = async () => (await stack.operator.run(queue)).text.split('\n')[0] ?? ''
  const troubleOf = async (key: string) => {
    const { text } = await stack.operator.run(status, { key }, undefined, rules)
    return /^trouble +(.*)$/m.exec(text)?.[1] ?? ''
  }
  const pageOf = async (key: string) => {
    const path = `/api/file?key=${encodeURIComponent(key)}`
    const { headline, detail, advice } = (await client.read(fileSchema, path)).explanation
    return `${headline}\n${detail}\nTo do: ${advice}`
  }
  for (const [name, story] of Object.entries(storiesOf(stack))) {
    it(name, async () => {
      const cure = await story.plant(story.key)
      try {
        expect(await firstLine()).to.match(story.queue)
        expect(await troubleOf(story.key)).to.match(story.status)
        expect(await pageOf(story.key)).to.match(story.page)
      } finally {
        await cure()
      }
    })
  }

  it('a try that has failed and is made again, which waits and is not worked on', async () => {
    const key = 'stories/again.jpg'
    const refusal = { times: 100_000, status: 401, message: 'Invalid api_key 1' }
    await stack.clients.control('POST', 'faults', { failNext: [refusal] })
    await stack.put(key)
    const failed =
      /^failed \d of 12 times: cloudinary-401: Cloudinary: Invalid api_key 1, for \d+ s; next try in \d+ s$/
    await eventually('a pause', async () => expect(await troubleOf(key)).to.match(failed))
    await eventually('what the queue says', async () => {
      const { text } = await stack.operator.run(queue)
      expect(text)
        .to.match(/^trouble +retrying 1 key: 1 cloudinary-401 \(Cloudinary: Invalid api_key 1\); next try in \d+ s$/m)
        .and.match(/^queue +0 waiting, 0 delayed, 1 in flight \(none with a worker: all wait for their time\)$/m)
    })
    const { text } = await stack.operator.run(status, { key }, undefined, rules)
    expect(text).to.match(/^last failure +\d+ s ago, try \d of 12, cloudinary-401: .*; next try in \d+ s$/m)
    await stack.clients.control('DELETE', 'faults')
    await stack.arrived('stories/again', jpeg(key))
    await stack.quiet()
  })
})
