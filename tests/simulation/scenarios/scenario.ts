import type { Rules } from '../../../shared/rules/rules.ts'
import type { StoreRequest } from '../services/object-store.ts'
import type { World } from '../world.ts'

/** What happens in a story: a client writes to S3, or something else befalls the world. */
export type Happening = StoreRequest | ((world: World) => void)

/** A story without chance: what is there first, what then happens, and which keys must have which asset in the end. */
export interface Scenario {
  readonly name: string
  /** Keys and the names of their contents. */
  readonly first: Readonly<Record<string, string>>
  /** Where these are uploaded in parts. */
  readonly firstInParts?: true
  /** Changes the world before anything is in it. */
  readonly arrange?: (world: World) => void
  /** What happens, each that many milliseconds after the one before. */
  readonly steps: readonly (readonly [number, Happening])[]
  /** Public IDs in the end, each with the public ID whose asset it must have been in the beginning. */
  readonly identities: Readonly<Record<string, string>>
  /** Public IDs in the end, each with the name of the content that its asset must have, no matter who made it. */
  readonly contents?: Readonly<Record<string, string>>
  /** Public IDs where someone else's asset keeps the key's own from being. */
  readonly taken?: readonly string[]
  /** Keys whose assets cannot be what the rules ask for. */
  readonly missing?: readonly string[]
  /** Public IDs of assets that nothing calls for any more and that stay all the same. */
  readonly remains?: readonly string[]
  /** What is wrong in the end, beside what the rest says. */
  readonly check?: (world: World) => readonly string[]
  /** Mutations that the steps may cost. */
  readonly mutationsMax: number
  /** Uploads that may be sent, whether they change anything or not; any number where it is left out. */
  readonly uploadsMax?: number
  /** Objects that must end in the dead-letter queue; none where it is left out. */
  readonly deadLetters?: number
  readonly versioning?: 'on' | 'suspended'
  /** The defaults, where they are left out. */
  readonly rules?: Rules
  readonly usesBackground?: true
  /** Changes the world before the steps. */
  readonly prepare?: (world: World) => void
  /** Left out where the story is about one moment, and no trouble can strike at any other. */
  readonly isOnlyItself?: true
}

export const put = (key: string, name: string): StoreRequest => ({ kind: 'put', key, bytes: { name, inParts: false } })
export const putInParts = (key: string, name: string): StoreRequest => ({
  kind: 'put',
  key,
  bytes: { name, inParts: true },
})
export const remove = (key: string): StoreRequest => ({ kind: 'delete', key })
export const copy = (from: string, key: string): StoreRequest => ({ kind: 'copy', from, key })
export const rename = (from: string, key: string, afterMs = 10) => [
  [afterMs, copy(from, key)] as const,
  [30, remove(from)] as const,
]
