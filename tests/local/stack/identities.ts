import { randomBytes } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { expect } from 'chai'
import { eventually } from '../../support/eventually.ts'
import { jpeg } from '../pictures.ts'
import type { TestStack } from '../test-stack.ts'

const MEBIBYTE = 2 ** 20

/** Files that come in parts, each with bytes of its own. */
export const BIG_FILES = ['by the SDK', 'by a client that copies in parts'].map((name) => {
  return { name, bytes: Buffer.concat([jpeg(name), randomBytes(11 * MEBIBYTE)]) }
})

/** A file in many folders. */
export const PLACEHOLDER = { bytes: jpeg('a placeholder'), count: 25 }

async function uploadInParts(
  { clients, bucket }: TestStack,
  Key: string,
  Body: Buffer,
  more: object = {},
): Promise<void> {
  const params = { Bucket: bucket, Key, Body, ...more }
  await new Upload({ client: clients.s3, params, partSize: 5 * MEBIBYTE }).done()
}

/** Copies in other parts than the object came in, as `aws s3 mv` does with its own sizes. */
async function copyInParts(
  { clients, bucket }: TestStack,
  from: string,
  Key: string,
  sizeBytes: number,
): Promise<void> {
  const { s3 } = clients
  const target = { Bucket: bucket, Key }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target))
  const Parts: { PartNumber: number; ETag: string | undefined }[] = []
  for (const [index, [first, last]] of [
    [0, 6 * MEBIBYTE - 1],
    [6 * MEBIBYTE, sizeBytes - 1],
  ].entries()) {
    const part = { ...target, UploadId, PartNumber: index + 1, CopySource: `${bucket}/${from}` }
    const copied = await s3.send(new UploadPartCopyCommand({ ...part, CopySourceRange: `bytes=${first}-${last}` }))
    Parts.push({ PartNumber: index + 1, ETag: copied.CopyPartResult?.ETag })
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }))
}

/** An object in parts keeps its asset when it is renamed, whatever its copy is made of. */
export async function renamedInParts(stack: TestStack): Promise<void> {
  const [sdk, client] = BIG_FILES
  if (!sdk || !client) throw new Error('expected two files')
  const etagOf = async (Key: string) =>
    (await stack.clients.s3.send(new HeadObjectCommand({ Bucket: stack.bucket, Key }))).ETag
  await uploadInParts(stack, 'big/sdk.jpg', sdk.bytes)
  await uploadInParts(stack, 'big/client.jpg', client.bytes, { ChecksumAlgorithm: 'CRC64NVME' })
  const before = [await stack.arrived('big/sdk', sdk.bytes), await stack.arrived('big/client', client.bytes)]
  const etags = [await etagOf('big/sdk.jpg'), await etagOf('big/client.jpg')]
  await stack.recorded('big/sdk.jpg', sdk.bytes)
  await stack.recorded('big/client.jpg', client.bytes)
  await stack.copy('big/sdk.jpg', 'moved/sdk.jpg')
  await copyInParts(stack, 'big/client.jpg', 'moved/client.jpg', client.bytes.length)
  for (const key of ['big/sdk.jpg', 'big/client.jpg']) await stack.delete(key)
  const after = [await stack.arrived('moved/sdk', sdk.bytes), await stack.arrived('moved/client', client.bytes)]
  expect([await etagOf('moved/sdk.jpg'), await etagOf('moved/client.jpg')]).not.to.include.oneOf(etags)
  for (const [index, asset] of after.entries()) {
    const { asset_id, created_at } = before[index] ?? {}
    expect(asset).to.include({ asset_id, created_at })
  }
  await stack.quiet()
}

/** Of equal files in a tree that is renamed each keeps its own asset. */
export async function renamedTree(stack: TestStack): Promise<void> {
  const folders = Array.from({ length: PLACEHOLDER.count }, (_, index) => `${index}`.padStart(2, '0'))
  const ids = async (root: string) => {
    // One who looks for all of them first: each of them for itself, for as long as they wait, would keep a processor busy.
    await eventually(`all assets of ${root}`, async () =>
      expect(await stack.images(`${root}/`)).to.have.length(PLACEHOLDER.count),
    )
    const assets = await Promise.all(folders.map((folder) => stack.arrived(`${root}/${folder}/p`, PLACEHOLDER.bytes)))
    return assets.map(({ asset_id }) => asset_id)
  }
  for (const folder of folders) await stack.put(`set/${folder}/p.jpg`, PLACEHOLDER.bytes)
  const before = await ids('set')
  expect(new Set(before).size).to.equal(folders.length)
  for (const folder of folders) await stack.recorded(`set/${folder}/p.jpg`, PLACEHOLDER.bytes)
  const ftp = await stack.clients.ftp()
  await ftp.rename('set', 'tree')
  ftp.close()
  expect(await ids('tree')).to.deep.equal(before)
  await stack.quiet()
}
