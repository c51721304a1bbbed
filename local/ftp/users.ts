import { readAdmission } from '../../shared/identity/admission.ts'
import { prefixOfHome } from '../../shared/model/ftp-home.ts'
import { RIGHTS, type Right } from '../../shared/model/ftp-user.ts'
import type { Bucket } from './bucket/bucket.ts'
import { bucketWithin } from './home.ts'
import { Refusal } from './reply.ts'

/** What somebody who is logged in reaches, and may do there. */
export interface Access {
  readonly bucket: Bucket
  readonly rights: ReadonlySet<Right>
}

/** Asks the identity function, as AWS Transfer Family does. */
export type Identify = (event: object) => Promise<unknown>

/** What the configured account may do: everything. */
export const ALL_RIGHTS: ReadonlySet<Right> = new Set(RIGHTS)

/** The local server is none of AWS's, whose servers have such names. */
const SERVER_ID = 's-00000000000000000'

/** Who logs in, from where, and whether the connection is protected. */
interface LogIn {
  readonly user: string
  readonly password: string
  readonly client: string
  readonly isSecure: boolean
}

/** What the identity function says of a user; undefined where it refuses. Nothing enforces policies here, so that rights are read off. */
export async function findAccess(
  identify: Identify,
  { user, password, client, isSecure }: LogIn,
  whole: Bucket,
): Promise<Access | undefined> {
  const event = { username: user, password, protocol: isSecure ? 'FTPS' : 'FTP', serverId: SERVER_ID, sourceIp: client }
  try {
    const admitted = readAdmission(await identify(event), 'password')
    if (!admitted) return undefined
    const { bucket, home, rights } = admitted
    if (bucket !== whole.name) throw new Error(`expected a home in ${whole.name}, found one in ${bucket}`)
    return { bucket: bucketWithin(whole, prefixOfHome(home)), rights: new Set(rights) }
  } catch (cause) {
    throw new Refusal(530, 'Users cannot be looked up now. Try again later.', { cause })
  }
}
