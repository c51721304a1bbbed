import { encodeEventKey } from './key.ts'

/** Writes the body of a message that says "this key may differ now", in the shape of an S3 notification. */
export function writeMessage(change: { bucket: string; key: string; source: string; atMs: number }): string {
  const record = {
    eventVersion: '2.1',
    eventSource: `ftp-api-for-cloudinary:${change.source}`,
    eventTime: new Date(change.atMs).toISOString(),
    eventName: 'MayDiffer',
    s3: { s3SchemaVersion: '1.0', bucket: { name: change.bucket }, object: { key: encodeEventKey(change.key) } },
  }
  return JSON.stringify({ Records: [record] })
}
