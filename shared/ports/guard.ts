/** The guard against mass deletion. */
export interface Guard {
  /** Asks permission for one deletion that it has not been asked about before. */
  admit(): Promise<boolean>
}
