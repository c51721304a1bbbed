/** The guard against mass deletion. */
export interface Guard {
  /** Asks permission for one deletion: one that was withheld before may have been released since. */
  admit(wasWithheld: boolean): Promise<boolean>
  /** True while it lets no deletion through. */
  isTripped(): Promise<boolean>
}
