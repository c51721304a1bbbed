import { createHash, timingSafeEqual } from 'node:crypto'

/** Who may log in. */
export interface Account {
  readonly user: string
  readonly password: string
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

/** Whether these are the account's user and password. Takes the same time wherever they differ. */
export function isAccount(account: Account, user: string, password: string): boolean {
  const isUser = isSame(account.user, user)
  const isPassword = isSame(account.password, password)
  return isUser && isPassword
}
