import * as z from 'zod'
import { RIGHTS, type Right } from '../model/ftp-user.ts'
import { HOME_STATEMENT } from './answer.ts'

/** What an answer lets a user do, told without IAM. */
export interface AdmittedTo {
  readonly roleArn: string
  readonly bucket: string
  /** The directory that is the root. */
  readonly home: string
  readonly rights: readonly Right[]
  readonly publicKeys: readonly string[]
}

/** By which action of a session's policy a right is told. */
const TELLING = { read: 's3:GetObject', write: 's3:PutObject', delete: 's3:DeleteObject' } as const

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue('not JSON')
    return z.NEVER
  }
})
const listSchema = z.union([z.string().transform((one) => [one]), z.array(z.string())])
const policySchema = z.object({
  Statement: z.array(z.object({ Sid: z.string(), Action: listSchema })),
})
const refusedSchema = z.object({ Role: z.literal('').optional() })
const admissionSchema = z.object({
  Role: z.string().startsWith('arn:'),
  HomeDirectoryType: z.literal('LOGICAL'),
  HomeDirectoryDetails: json.pipe(z.tuple([z.object({ Entry: z.literal('/'), Target: z.string().startsWith('/') })])),
  Policy: json.pipe(policySchema),
  PublicKeys: z.array(z.string()).default([]),
})

/**
 * Reads an answer as AWS Transfer Family would; undefined where it lets nobody in: without a role, and where keys come as the answer to a
 * password. Throws where it is none.
 */
export function readAdmission(answer: unknown, by: 'password' | 'key'): AdmittedTo | undefined {
  if (refusedSchema.safeParse(answer).success) return undefined
  const { Role: roleArn, HomeDirectoryDetails, Policy, PublicKeys: publicKeys } = admissionSchema.parse(answer)
  if (publicKeys.length > 0 !== (by === 'key')) return undefined
  const [bucket = '', ...home] = HomeDirectoryDetails[0].Target.slice(1).split('/')
  const allowed = new Set(Policy.Statement.flatMap(({ Sid, Action }) => (Sid === HOME_STATEMENT ? Action : [])))
  const rights = RIGHTS.filter((right) => allowed.has(TELLING[right]))
  return { roleArn, bucket, home: `/${home.join('/')}`, rights, publicKeys }
}
