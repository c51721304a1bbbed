import type { FtpUser } from '../model/ftp-user.ts'

/** Who may come in by FTP. */
export interface FtpUsers {
  /** Strongly consistent. Throws where the stored user cannot be read. */
  find(name: string): Promise<FtpUser | undefined>
  /** All users in the order of their names, and the names of those that cannot be read. */
  list(): Promise<{ readonly users: readonly FtpUser[]; readonly unreadable: readonly string[] }>
  /** Stores the user. False where there is one of that name that is not to be replaced, or is not as disabled as the new one. */
  put(user: FtpUser, options: { readonly replaces: boolean }): Promise<boolean>
  /** False where there is no such user. */
  setDisabled(name: string, isDisabled: boolean): Promise<boolean>
  /** False where there is no such user. */
  remove(name: string): Promise<boolean>
}

/** What wrong passwords are counted for: an address, and where a user is named what was tried for that user from it. */
export interface FailurePlace {
  readonly address: string
  readonly user?: string
}

/** How often a wrong password came, since when, and when last (Unix milliseconds). */
export interface Failures {
  readonly count: number
  readonly sinceMs: number
  readonly lastMs: number
}

/** Counts of wrong passwords, which all instances share. */
export interface LoginFailures {
  read(place: FailurePlace): Promise<Failures>
  /** Counts one more, whatever others count meanwhile. Where the first was longer ago than the window, it is the first again. */
  add(place: FailurePlace, window: { readonly nowMs: number; readonly windowMs: number }): Promise<void>
  forget(place: FailurePlace): Promise<void>
}
