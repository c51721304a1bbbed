import type { AdmittedTo } from '../../shared/identity/admission.ts'
import { REFUSALS, type RefusalCode } from '../../shared/identity/judge.ts'
import type { FtpUser } from '../../shared/model/ftp-user.ts'
import { table, visible } from '../cli/table.ts'
import { typed } from '../cli/typed.ts'

/** A user without what nobody needs to know. */
export function shownUser({ name, home, rights, passwordHash, publicKeys, from, isDisabled }: FtpUser) {
  return {
    user: name,
    home,
    rights,
    hasPassword: passwordHash !== undefined,
    keys: publicKeys.length,
    from,
    isDisabled,
  }
}

/** The users as a table. */
export function renderUsers(users: readonly FtpUser[], columns: number): string {
  if (users.length === 0) return typed`There are no users: \`sls ftp add\` and \`sls ftp import\` make some.`
  const rows = users.map((user) => [
    user.name,
    user.home,
    user.rights.length === 3 ? 'all' : user.rights.join(' '),
    loginOf(user),
    user.from.join(' ') || 'anywhere',
    user.isDisabled ? 'disabled' : 'active',
  ])
  return table(['user', 'home', 'rights', 'login', 'from', 'state'], rows, columns)
}

/** By what a user logs in. */
export function loginOf({ passwordHash, publicKeys }: FtpUser): string {
  const keys = publicKeys.length === 1 ? '1 key' : `${publicKeys.length} keys`
  const ways = [...(passwordHash === undefined ? [] : ['password']), ...(publicKeys.length === 0 ? [] : [keys])]
  return ways.join(', ')
}

/** A line of CSV, as spreadsheets read it. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",;\r\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}

/** What `sls ftp test` has found. */
export interface Tested {
  readonly name: string
  readonly protocol: string
  readonly address: string
  readonly by: 'key' | 'password'
  /** What the function has answered; undefined where it refuses. */
  readonly admitted: AdmittedTo | undefined
  /** What the table says of it. */
  readonly refusal: RefusalCode | undefined
}

/** What a user would get, line by line. */
export function renderTest({ name, protocol, address, by, admitted, refusal }: Tested): string {
  const asked = [
    ['user', name],
    ['asked', `${protocol} by ${by} from ${address}`],
  ]
  return [...asked, ...(admitted ? admission(admitted) : refused(refusal))]
    .map(([label = '', text = '']) => `${label.padEnd(10)}${visible(text)}`)
    .join('\n')
}

function admission({ home, bucket, rights, publicKeys, roleArn }: AdmittedTo): string[][] {
  const keys = publicKeys.map((key) => ['key', `${key.slice(0, 24)}...${key.slice(-12)}`])
  return [
    ['answer', keys.length > 0 ? 'let in with one of the keys' : 'let in'],
    ['root', `${home} of ${bucket}`],
    ['rights', rights.join(' ') || 'none but to list'],
    ['role', roleArn],
    ...keys,
  ]
}

function refused(code: RefusalCode | undefined): string[][] {
  const reason = code === undefined ? "none by the table: the function's log says it" : REFUSALS[code]
  return [
    ['answer', 'refused'],
    ['reason', reason],
  ]
}
