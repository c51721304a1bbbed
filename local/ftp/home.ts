import type { S3Client } from '@aws-sdk/client-s3'
import { z } from 'zod'
import type { Bucket } from './bucket/bucket.ts'

const objectSchema = z.looseObject({ Key: z.string().optional() })
const directorySchema = z.looseObject({ Prefix: z.string().optional() })
const listedSchema = z.looseObject({
  Contents: z.array(objectSchema).optional(),
  CommonPrefixes: z.array(directorySchema).optional(),
})

/** The bucket as a user sees it whose home is a part of it: every key begins there, and no command can name another. */
export function bucketWithin({ s3, name }: Bucket, prefix: string): Bucket {
  if (prefix === '') return { s3, name }
  const within: S3Client = Object.create(s3, { middlewareStack: { value: s3.middlewareStack.clone() } })
  within.middlewareStack.add(
    (next) => async (call) => {
      // A copy: pages of a listing are asked for with the same input.
      const result = await next({ ...call, input: { ...call.input, ...lead(call.input, name, prefix) } })
      const listed = listedSchema.safeParse(result.output)
      if (listed.success) Object.assign(result.output, strip(listed.data, prefix))
      return result
    },
    { step: 'initialize', name: 'home' },
  )
  return { s3: within, name }
}

/** Puts the prefix before all that names objects. */
function lead(input: object, bucket: string, prefix: string): object {
  const { Key, Prefix, CopySource } = namesSchema.parse(input)
  const copied = CopySource?.slice(`${encodeURIComponent(bucket)}/`.length)
  const source = [bucket, ...prefix.split('/')].map(encodeURIComponent).join('/')
  return {
    ...(Key !== undefined && { Key: prefix + Key }),
    ...(Prefix !== undefined && { Prefix: prefix + Prefix }),
    ...(copied !== undefined && { CopySource: source + copied }),
  }
}

const namesSchema = z.looseObject({
  Key: z.string().optional(),
  Prefix: z.string().optional(),
  CopySource: z.string().optional(),
})

function strip({ Contents, CommonPrefixes }: z.infer<typeof listedSchema>, prefix: string): object {
  const without = (text = '') => text.slice(prefix.length)
  return {
    ...(Contents && { Contents: Contents.map((one) => ({ ...one, Key: without(one.Key) })) }),
    ...(CommonPrefixes && { CommonPrefixes: CommonPrefixes.map((one) => ({ ...one, Prefix: without(one.Prefix) })) }),
  }
}
