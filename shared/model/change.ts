/** One record of an S3 notification: evidence that `key` may differ now, never a description of how. */
export interface SourceEvent {
  readonly key: string
  readonly name: string
  readonly time: string | undefined
  readonly sequencer: string | undefined
}

/** "Key K may differ now": all that a batch says of one key, which is mirrored once for all its messages. */
export interface Change {
  readonly key: string
  readonly events: readonly SourceEvent[]
  readonly receiveCount: number
  /** When (Unix milliseconds) the last of its messages was redriven; left out where none was. */
  readonly redrivenMs?: number
}
