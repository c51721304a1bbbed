import * as z from 'zod'

/** What a user of FTP may be allowed within their home. */
export const RIGHTS = ['read', 'write', 'delete'] as const

export type Right = (typeof RIGHTS)[number]

/** Names that AWS Transfer Family takes. Source: AWS Transfer Family API Reference, CreateUser. */
export const userNameSchema = z.string().regex(/^\w[\w@.-]{2,99}$/)

/** A user of FTP, as it is stored, besides the name. */
export const ftpUserSchema = z.object({
  /** The directory of the bucket that the user sees as the root: `/`, or as in `/incoming/studio`. */
  home: z.string(),
  rights: z.array(z.enum(RIGHTS)).readonly(),
  /** As `hashPassword` of shared/identity writes it. Without one the user logs in by a key only. */
  passwordHash: z.string().exactOptional(),
  /** In OpenSSH's form, for SFTP. */
  publicKeys: z.array(z.string()).readonly(),
  /** Blocks of addresses that the user may come from; none means any. */
  from: z.array(z.string()).readonly(),
  isDisabled: z.boolean(),
})

/** A user of FTP. */
export type FtpUser = { readonly name: string } & Readonly<z.infer<typeof ftpUserSchema>>
