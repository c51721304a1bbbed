import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { S3Client } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { childrenOf, parseXml, type XmlElement } from '../../../local/aws/s3/xml.ts'
import { putNotification, readNotification } from '../../../operate/adapters/notification.ts'
import { listen } from '../listen.ts'

/** A configuration with everything that S3 knows, as it answers. Source: Amazon S3 API Reference, GetBucketNotificationConfiguration. */
const WRITTEN = `<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
<TopicConfiguration><Id>t</Id><Topic>arn:aws:sns:us-east-1:000000000000:t</Topic><Event>s3:ObjectAcl:Put</Event></TopicConfiguration>
<QueueConfiguration><Id>q</Id><Queue>arn:aws:sqs:us-east-1:000000000000:q</Queue><Event>s3:ObjectRemoved:*</Event><Event>s3:NewerThanTheSdk</Event><Filter><S3Key><FilterRule><Name>Prefix</Name><Value>a/</Value></FilterRule><FilterRule><Name>Suffix</Name><Value>.gz</Value></FilterRule></S3Key></Filter></QueueConfiguration>
<CloudFunctionConfiguration><Id>f</Id><CloudFunction>arn:aws:lambda:us-east-1:000000000000:function:f</CloudFunction><Event>s3:ObjectCreated:Put</Event></CloudFunctionConfiguration>
<EventBridgeConfiguration></EventBridgeConfiguration></NotificationConfiguration>`

/** Everything in a document, in an order of its own, without what S3 writes in capitals. */
function flatten(document: string): string[] {
  const walk = (element: XmlElement, path: string): string[] =>
    element.children.length === 0
      ? [`${path}/${element.name}=${element.text.trim().replace(/^(Pre|Suf)fix$/, (name) => name.toLowerCase())}`]
      : element.children.flatMap((child) => walk(child, `${path}/${element.name}`))
  const root = parseXml(document.replace(/^<\?.*?\?>/, ''))
  if (!root || childrenOf(root, 'QueueConfiguration').length === 0) throw new Error(`not a configuration: ${document}`)
  return walk(root, '').sort()
}

describe('a notification configuration', () => {
  it('that is read and put again is the same, whatever is in it', async () => {
    const put: string[] = []
    const server = await listen(
      createServer(async (request, response) => {
        if (request.method === 'PUT') put.push(await text(request))
        response.end(request.method === 'GET' ? WRITTEN : '')
      }),
    )
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const s3 = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, forcePathStyle: true })
    const read = await readNotification(s3, 'studio')
    await putNotification(s3, 'studio', read)
    s3.destroy()
    await server.stop()
    expect(put.map(flatten)).to.deep.equal([flatten(WRITTEN)])
    expect(read.eventBridge).to.equal(true)
  })
})
