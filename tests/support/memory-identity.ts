import { type Identity, logIn } from '../../shared/identity/log-in.ts'
import { hashPassword } from '../../shared/identity/password.ts'
import type { FtpUser } from '../../shared/model/ftp-user.ts'
import type { FailurePlace, Failures, FtpUsers, LoginFailures } from '../../shared/ports/ftp-users.ts'

/** The users in memory. */
export function memoryFtpUsers(rows = new Map<string, FtpUser>()): FtpUsers {
  return {
    find: async (name) => rows.get(name),
    list: async () => {
      const names = [...rows.keys()].sort()
      return { users: names.flatMap((name) => rows.get(name) ?? []), unreadable: [] }
    },
    put: async (user, { replaces }) => {
      const before = rows.get(user.name)
      if (before && (!replaces || before.isDisabled !== user.isDisabled)) return false
      rows.set(user.name, user)
      return true
    },
    setDisabled: async (name, isDisabled) => {
      const user = rows.get(name)
      if (user) rows.set(name, { ...user, isDisabled })
      return user !== undefined
    },
    remove: async (name) => rows.delete(name),
  }
}

/** Counts of wrong passwords in memory. */
export function memoryLoginFailures(rows = new Map<string, Failures>()): LoginFailures {
  const keyOf = ({ address, user = '*' }: FailurePlace) => `${address} ${user}`
  return {
    read: async (place) => rows.get(keyOf(place)) ?? { count: 0, sinceMs: 0, lastMs: 0 },
    add: async (place, { nowMs, windowMs }) => {
      const { count, sinceMs } = rows.get(keyOf(place)) ?? { count: 0, sinceMs: 0 }
      const isOver = sinceMs <= nowMs - windowMs
      rows.set(keyOf(place), { count: isOver ? 1 : count + 1, sinceMs: isOver ? nowMs : sinceMs, lastMs: nowMs })
    },
    forget: async (place) => void rows.delete(keyOf(place)),
  }
}

export const PASSWORD = 'correct horse'
export const HOME_ADDRESS = '203.0.113.7'
export const SERVER_ID = 's-0123456789abcdef0'
export const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqLHmYyzZ7s0xvb0b3lq1rjT1G0Xy4Yy0V1J0m2oT6l'

/** A stage's users in memory, with a hash that costs nothing; what was derived, read and counted is noted. */
export class MemoryIdentity {
  nowMs = Date.UTC(2026, 0, 1)
  /** The cost of all keys that were derived: 2 ** logCost each. */
  work = 0
  readonly calls: string[] = []
  readonly users = memoryFtpUsers()
  readonly #failures = memoryLoginFailures()

  readonly derive = async (password: string, salt: Uint8Array, logCost: number): Promise<Uint8Array> => {
    this.work += 2 ** logCost
    const bytes = Buffer.from(`${password}:${Buffer.from(salt).toString('hex')}:${logCost}`)
    return new Uint8Array(32).map((_, index) => bytes.reduce((sum, byte) => (sum * 31 + byte + index) % 251, 7))
  }

  get identity(): Identity {
    const noted =
      <Arguments extends readonly unknown[], Value>(name: string, call: (...given: Arguments) => Promise<Value>) =>
      (...given: Arguments) => {
        this.calls.push(name)
        return call(...given)
      }
    return {
      bucket: 'studio-uploads',
      roleArn: 'arn:aws:iam::000000000000:role/users',
      users: { ...this.users, find: noted('find', this.users.find) },
      failures: {
        read: noted('read', this.#failures.read),
        add: noted('add', this.#failures.add),
        forget: noted('forget', this.#failures.forget),
      },
      clock: { nowMs: () => this.nowMs },
      logCost: 4,
      derive: this.derive,
    }
  }

  /** Stores a user, whose password is PASSWORD where no other is given. */
  async add(name: string, more: Partial<FtpUser> = {}, password = PASSWORD, logCost = 4): Promise<void> {
    const salt = new Uint8Array(16).fill(name.length)
    const passwordHash = await hashPassword(password, { salt, logCost, derive: this.derive })
    const home = `/incoming/${name}`
    const all = { home, rights: ['read', 'write', 'delete'], publicKeys: [], from: [], isDisabled: false } as const
    await this.users.remove(name)
    await this.users.put({ name, passwordHash, ...all, ...more }, { replaces: false })
  }

  /** What the function answers, and what it logs. */
  ask(username: string, password: string, more: object = {}): ReturnType<typeof logIn> {
    const event = { username, password, protocol: 'FTPS', serverId: SERVER_ID, sourceIp: HOME_ADDRESS, ...more }
    return this.askAnything(event)
  }

  /** What the function answers to whatever it is asked. */
  askAnything(event: unknown): ReturnType<typeof logIn> {
    return logIn(event, this.identity)
  }

  /** In, or why not. */
  async outcome(username: string, password: string, more: object = {}): Promise<string> {
    const { answer, report } = await this.ask(username, password, more)
    if ('Role' in answer !== (report.outcome === 'in')) throw new Error('the report is not of the answer')
    return report.outcome
  }
}
