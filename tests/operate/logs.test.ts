import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { expect } from 'chai'
import { logLines } from '../../operate/trace/aws.ts'
import { listen } from './listen.ts'

describe('the log of a deployed function', () => {
  it('is read page by page, for one key', async () => {
    const asked: unknown[] = []
    const pages = [{ events: [{ message: 'first' }], nextToken: 'more' }, { events: [{ message: 'second' }] }]
    const server = await listen(
      createServer(async (request, response) => {
        asked.push(JSON.parse(await text(request)))
        response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(pages[asked.length - 1]))
      }),
    )
    const credentials = { accessKeyId: 'k', secretAccessKey: 's' }
    const logs = new CloudWatchLogsClient({ endpoint: server.url, region: 'us-east-1', credentials })
    try {
      const lines = await logLines(logs, { logGroupName: '/aws/lambda/w', key: 'a "b" \\ *.jpg', sinceMs: 5 })
      expect(lines).to.deep.equal(['first', 'second'])
      const common = {
        logGroupName: '/aws/lambda/w',
        filterPattern: '{ ($.outcome.key = "a *b* * *.jpg") || ($.outcome.mutations[0].from = "a *b* * *.jpg") }',
        startTime: 5,
      }
      expect(asked).to.deep.equal([common, { ...common, nextToken: 'more' }])
    } finally {
      logs.destroy()
      await server.stop()
    }
  })
})
