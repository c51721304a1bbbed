/** A change to an object, reported once it is durable. */
export type ObjectChange =
  | {
      readonly kind: 'stored'
      readonly bucket: string
      readonly key: string
      readonly eTag: string
      readonly size: number
    }
  | { readonly kind: 'removed'; readonly bucket: string; readonly key: string; readonly existed: boolean }
  | { readonly kind: 'tagged' | 'untagged'; readonly bucket: string; readonly key: string; readonly eTag: string }

/** Called with every change, in the order in which they took effect. */
export type ChangeListener = (change: ObjectChange) => void
