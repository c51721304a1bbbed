/** One attribute of a message, as the queue keeps it. */
export interface LetterAttribute {
  readonly dataType: string
  readonly text?: string
  readonly bytes?: Uint8Array
}

/** A message as the dead-letter queue hands it out. */
export interface Letter {
  readonly id: string
  readonly handle: string
  readonly body: string
  readonly attributes: Readonly<Record<string, LetterAttribute>>
  /** How often it has been handed out of this queue and, where the queue's own policy moved it, of the change queue. */
  readonly receiveCount: number
  /** Since when (Unix milliseconds) it is a message: here, or where the queue's own policy moved it, in the change queue. */
  readonly sentMs: number
  /** True where the change queue's own policy has moved it here, which says no reason. */
  readonly isMoved: boolean
}

/** Approximate numbers of messages: SQS promises no more. */
export interface Depth {
  readonly visible: number
  readonly hidden: number
}

/** The dead-letter queue, as an operator reaches it. */
export interface DeadLetterQueue {
  readonly name: string
  depth(): Promise<Depth>
  /** Takes up to ten letters, and hides them for that long. Asks all of the queue's servers. */
  receive(visibilitySeconds: number): Promise<readonly Letter[]>
  /** Makes letters visible again; resolves with those that are. */
  makeVisible(letters: readonly Letter[]): Promise<readonly Letter[]>
  /** Puts letters, with their attributes, into the change queue; resolves with those that it took. */
  resend(letters: readonly Letter[]): Promise<readonly Letter[]>
  /** Puts letters, with their attributes, into the dead-letter queue; resolves with those that it took. */
  deposit(letters: readonly Letter[]): Promise<readonly Letter[]>
  /** Deletes letters; resolves with those that are gone. */
  remove(letters: readonly Letter[]): Promise<readonly Letter[]>
}
