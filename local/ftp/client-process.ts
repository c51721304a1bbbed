import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What the program of a client is doing; `unknown` where it is on another machine, is another user's, or the system does not tell. */
export type Doing = 'waiting' | 'busy' | 'ending' | 'unknown'

/** The two ends of a connection, as the client's side has them. */
export interface Ends {
  readonly address: string
  readonly port: number
  readonly serverAddress: string
  readonly serverPort: number
}

// To look at more would take longer than to wait.
const threadsMax = 64
// PF_EXITING of the Linux kernel: set before a process that ends closes anything.
const exiting = 0x4

/**
 * The program at the other end of a connection, where it runs on this machine and the system is Linux. The end of a file and the end of its
 * sender look the same; but a program that has ended its file sleeps until it is answered, and one that ends, or gives up, does not.
 */
export class ClientProcess {
  readonly #ends: Ends
  #pid: number | undefined | 'not yet known' = 'not yet known'

  constructor(ends: Ends) {
    this.#ends = ends
  }

  /** Finds it, once, while it is certainly there. */
  find(): void {
    if (this.#pid === 'not yet known') this.#pid = pidOf(this.#ends)
  }

  /** What it is doing now, if it was found. */
  look(): Doing {
    if (typeof this.#pid !== 'number') return 'unknown'
    try {
      return doingOf(this.#pid)
    } catch {
      // Something of it has gone while it was looked at.
      return 'busy'
    }
  }
}

function doingOf(pid: number): Doing {
  const ids = readdirSync(`/proc/${pid}/task`)
  if (ids.length > threadsMax) return 'unknown'
  const threads = ids.map((id) => readFileSync(`/proc/${pid}/task/${id}/stat`, 'latin1'))
  // The name of a program is in parentheses, and may hold any character.
  const fields = threads.map((text) => text.slice(text.lastIndexOf(')') + 2).split(' '))
  const isEnding = ([state = '', , , , , , flags]: readonly string[]) =>
    'ZX'.includes(state) || (Number(flags) & exiting) !== 0
  if (fields.every(isEnding)) return 'ending'
  return fields.every(([state]) => state === 'S') && !fields.some(isEnding) ? 'waiting' : 'busy'
}

function pidOf(ends: Ends): number | undefined {
  try {
    const inode = inodeOf(ends)
    // Clients are mostly younger than what else runs.
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const found = inode && pids.reverse().find((pid) => holds(pid, `socket:[${inode}]`))
    return found === undefined ? undefined : Number(found)
  } catch {
    // No Linux.
    return undefined
  }
}

function inodeOf({ address, port, serverAddress, serverPort }: Ends): string | undefined {
  const line = ` ${hexadecimal(address, port)} ${hexadecimal(serverAddress, serverPort)} `
  const lines = readFileSync('/proc/net/tcp', 'latin1').split('\n')
  const [, , , , , , , uid, , inode] =
    lines
      .find((one) => one.includes(line))
      ?.trim()
      .split(/\s+/) ?? []
  const mayLook = process.getuid?.() === 0 || String(process.getuid?.()) === uid
  return mayLook ? inode : undefined
}

// The kernel writes the address as a number of the machine's own byte order: on all that Node runs on, the last part first.
function hexadecimal(address: string, port: number): string {
  const bytes = Buffer.from(address.split('.').map(Number).reverse())
  const portBytes = Buffer.from([port >> 8, port & 255])
  return `${bytes.toString('hex')}:${portBytes.toString('hex')}`.toUpperCase()
}

function holds(pid: string, link: string): boolean {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).some((name) => isLink(`${folder}/${name}`, link))
  } catch {
    // It has ended, or is another user's.
    return false
  }
}

function isLink(path: string, link: string): boolean {
  try {
    return readlinkSync(path) === link
  } catch {
    return false
  }
}
