/** A part of a listing; it may be shorter than asked for without being the last. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly isLast: boolean
  /** The key up to which it reaches, where that is not its last item's. */
  readonly last?: string
  /** Keys in it whose rows this code cannot read, so that they are no items. */
  readonly unreadable?: readonly string[]
}
