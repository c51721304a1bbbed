import { malformedXml, noSuchBucket, sendS3Error, sendXml } from '../answers.ts'
import { aroundS3, type S3Call } from '../calls.ts'
import type { FastifyReply, Fauxqs, S3Store } from '../fauxqs.ts'
import { textBody } from './bodies.ts'
import { childrenOf, element, parseXml, textOf, type XmlElement } from './xml.ts'

const keysMax = 1000

// Returns what the answer says of one key.
function remove(store: S3Store, bucket: string, entry: XmlElement): { readonly failed: boolean; readonly xml: string } {
  const key = textOf(entry, 'Key') ?? ''
  const condition = entry.children.find(
    ({ name, text }) => name !== 'Key' && !(name === 'VersionId' && text === 'null'),
  )
  if (condition) {
    const error = element('Code', 'NotImplemented') + element('Message', `The local S3 has no ${condition.name}.`)
    return { failed: true, xml: `<Error>${element('Key', key)}${error}</Error>` }
  }
  store.deleteObject(bucket, key)
  return { failed: false, xml: `<Deleted>${element('Key', key)}</Deleted>` }
}

/** Gap: fauxqs misreads keys with escaped characters, such as a line feed or &lt;amp;. */
export function registerDeleteObjects({ app, s3 }: Fauxqs): void {
  aroundS3(app, (call, reply, next) => (call.operation === 'DeleteObjects' ? answer(s3, call, reply) : next()))
}

function answer(store: S3Store, { bucket, request }: S3Call, reply: FastifyReply): unknown {
  const document = parseXml(textBody(request))
  const entries = document?.name === 'Delete' ? childrenOf(document, 'Object') : []
  if (!document || entries.length === 0 || entries.length > keysMax || entries.some((entry) => !textOf(entry, 'Key'))) {
    return sendS3Error(reply, malformedXml)
  }
  if (!store.hasBucket(bucket)) return sendS3Error(reply, noSuchBucket)
  const isQuiet = textOf(document, 'Quiet') === 'true'
  const results = entries.map((entry) => remove(store, bucket, entry)).filter(({ failed }) => failed || !isQuiet)
  const xml = results.map((result) => result.xml).join('')
  return sendXml(reply, `<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${xml}</DeleteResult>`)
}
