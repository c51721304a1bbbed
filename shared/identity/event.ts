import * as z from 'zod'
import { userNameSchema } from '../model/ftp-user.ts'
import { parseAddress } from './address.ts'
import { PASSWORD_BYTES_MAX } from './password.ts'

/**
 * What AWS Transfer Family asks a function. SFTP asks without a password for the keys of a user.
 * Source: AWS Transfer Family User Guide, "Using AWS Lambda to integrate your identity provider".
 */
const eventSchema = z.object({
  username: userNameSchema,
  password: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= PASSWORD_BYTES_MAX)
    .default(''),
  protocol: z.enum(['SFTP', 'FTPS', 'FTP']),
  serverId: z.string().regex(/^s-[0-9a-f]{17}$/),
  sourceIp: z.string().transform((text, context) => {
    const address = parseAddress(text)
    if (address !== undefined) return address
    context.addIssue('no address')
    return z.NEVER
  }),
})

/** Someone who wants to come in: by a password, or by a key that Transfer Family itself compares. */
export interface LoginRequest {
  readonly name: string
  readonly protocol: 'SFTP' | 'FTPS' | 'FTP'
  readonly address: string
  readonly credential: { readonly kind: 'key' } | { readonly kind: 'password'; readonly password: string }
}

/** Reads the question of Transfer Family; undefined where it is none. What it holds is not repeated: it may be a password. */
export function parseLoginRequest(event: unknown): LoginRequest | undefined {
  const parsed = eventSchema.safeParse(event)
  if (!parsed.success) return undefined
  const { username: name, password, protocol, sourceIp: address } = parsed.data
  const isKey = protocol === 'SFTP' && password === ''
  return { name, protocol, address, credential: isKey ? { kind: 'key' } : { kind: 'password', password } }
}
