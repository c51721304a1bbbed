/** A part of a listing; it may be shorter than asked for without being the last. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly isLast: boolean
}
