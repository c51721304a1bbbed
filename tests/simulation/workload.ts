import type { Random } from './random.ts'
import { type Bytes, KEY_BYTES_MAX, type StoreRequest } from './services/object-store.ts'

/** One write of a client, that many milliseconds after the one before it. */
export interface Step {
  readonly afterMs: number
  readonly request: StoreRequest
}

/** 1,024 bytes, the longest that S3 takes, with no segment longer than Cloudinary takes. */
const LONG_KEY = `long/${'ü'.repeat(200)}/${'x'.repeat(200)}/${'y'.repeat(200)}/${'z'.repeat(212)}.jpg`

/** Keys that clients write to. Few, so that writes meet. */
export const KEYS: readonly string[] = [
  'shoot/a.jpg',
  'shoot/b.jpg',
  'shoot/c.png',
  'film.mp4',
  'notes.txt',
  'A.JPG',
  'a.jpg',
  'stem.jpg',
  'stem.png',
  'odd/a b+c/ü&#?.JPG',
  'e\u0301\u{1f600}/\u{ffff}.png',
  LONG_KEY,
]

/** A key whose address holds an asset that someone else made. */
export const FOREIGN_KEY = 'foreign/logo.png'

/** The address that it has by the defaults. */
export const FOREIGN_ADDRESS = { resourceType: 'image', type: 'upload', publicId: 'foreign/logo' } as const

/** Draws what clients do next: each a short story of writes, as FTP clients are known to make them. */
export class Workload {
  readonly #random: Random
  readonly #canBePoisoned: boolean
  readonly #canHang: boolean
  readonly #keys: readonly string[]
  readonly #stories: readonly Story[]
  #contents = 0

  constructor(random: Random, options: { poison: boolean; hanging: boolean }) {
    this.#random = random
    // Each seed knows its own mixture of keys and stories, so that rare ones meet often in some.
    this.#keys = random.sample(KEYS, random.integer(2, KEYS.length))
    this.#stories = random.sample(STORIES, random.integer(1, STORIES.length))
    this.#canBePoisoned = options.poison
    this.#canHang = options.hanging
  }

  next(): readonly Step[] {
    const random = this.#random
    const key = random.pick(this.#keys)
    const other = random.pick(this.#keys.filter((candidate) => candidate !== key))
    return random.pick(this.#stories)({ key, other, random, fresh: () => this.#fresh() })
  }

  #fresh(): Bytes {
    const random = this.#random
    const isPoison = this.#canBePoisoned && random.chance(0.03)
    const kind = this.#canHang && random.chance(0.01) ? 'hanging' : isPoison ? 'poison' : 'c'
    // Sometimes content that was there before: A-B-A, and equal files under several names.
    const isOld = this.#contents > 3 && random.chance(0.15)
    const number = isOld ? random.integer(Math.max(0, this.#contents - 4), this.#contents - 1) : this.#contents++
    return { name: `${kind}${number}`, inParts: random.chance(0.15) }
  }
}

interface Scene {
  readonly key: string
  readonly other: string
  readonly random: Random
  readonly fresh: () => Bytes
}

type Story = (scene: Scene) => readonly Step[]

const put = (key: string, bytes: Bytes, afterMs = 0): Step => ({ afterMs, request: { kind: 'put', key, bytes } })
const remove = (key: string, afterMs = 0): Step => ({ afterMs, request: { kind: 'delete', key } })
const copy = (from: string, key: string, afterMs = 0): Step => ({ afterMs, request: { kind: 'copy', from, key } })
/** RNFR and RNTO of an FTP server on S3. */
const rename = (from: string, key: string, afterMs = 0): readonly Step[] => [copy(from, key, afterMs), remove(from, 30)]
const EMPTY: Bytes = { name: '', inParts: false }

const upload: Story = ({ key, fresh }) => [put(key, fresh())]
const drop: Story = ({ key }) => [remove(key)]
const move: Story = ({ key, other }) => rename(key, other)
const overwriteByDelete: Story = ({ key, fresh, random }) => [remove(key), put(key, fresh(), random.integer(10, 4000))]
/** lftp mirror -R and rclone: the new name is uploaded, the old one deleted. */
const moveByUpload: Story = ({ key, other, fresh, random }) => {
  const bytes = fresh()
  return [put(key, bytes), put(other, bytes, random.integer(2000, 20_000)), remove(key, random.integer(10, 3000))]
}
const uploadByTemporaryName: Story = ({ key, fresh }) => {
  const name = `${key}.filepart`
  // S3 takes no longer key: a client then finds another name.
  const temporary = Buffer.byteLength(name) > KEY_BYTES_MAX ? 'shoot/long.filepart' : name
  return [put(temporary, fresh()), ...rename(temporary, key, 300)]
}
const emptyFirst: Story = ({ key, fresh, random }) => [put(key, EMPTY), put(key, fresh(), random.integer(50, 15_000))]
const partialFirst: Story = ({ key, fresh }) => [put(key, fresh()), put(key, fresh(), 1500)]
const storm: Story = ({ key, fresh, random }) =>
  Array.from({ length: random.integer(3, 12) }, () => put(key, fresh(), random.integer(0, 150)))
const swap: Story = ({ key, other }) => [
  ...rename(key, 'shoot/swap.jpg'),
  ...rename(other, key, 200),
  ...rename('shoot/swap.jpg', other, 200),
]
const chain: Story = ({ key, other, random }) => [
  ...rename(key, other),
  ...rename(other, random.pick(KEYS), random.integer(50, 5000)),
]
const backAndForth: Story = ({ key, fresh, random }) => {
  const bytes = fresh()
  return [put(key, bytes), put(key, fresh(), random.integer(10, 500)), put(key, bytes, random.integer(10, 250))]
}
const lateBackAndForth: Story = ({ key, fresh, random }) => {
  const bytes = { ...fresh(), inParts: true }
  return [put(key, bytes), put(key, fresh(), random.integer(2500, 4500)), put(key, bytes, random.integer(10, 300))]
}
const flicker: Story = ({ key, fresh, random }) => [
  put(key, fresh()),
  remove(key, random.integer(100, 12_000)),
  put(key, fresh(), random.integer(100, 12_000)),
]
const removeVersion: Story = ({ key, random }) => [
  { afterMs: 0, request: { kind: 'delete-version', key, index: random.integer(0, 3) } },
]
const withdraw: Story = ({ key, fresh, random }) => [
  put(key, fresh()),
  { afterMs: random.integer(100, 1500), request: { kind: 'delete-version', key, index: -1 } },
]
const archive = (kind: 'archive' | 'restore' | 'expire', key: string, afterMs: number): Step => ({
  afterMs,
  request: { kind, key },
})
/** Bytes that nobody can read until they are restored, for a while or for good. */
const archived: Story = ({ key, fresh, random }) => [
  { afterMs: 0, request: { kind: 'put', key, bytes: fresh(), archived: true } },
  archive('restore', key, random.integer(50, 20_000)),
  ...(random.chance(0.5) ? [archive('expire', key, random.integer(50, 60_000))] : []),
]
/** A lifecycle rule moves the object to the archive, maybe while it is pulled; later it is restored. */
const archivedLater: Story = ({ key, fresh, random }) => [
  put(key, fresh()),
  archive('archive', key, random.integer(100, random.pick([1000, 60_000]))),
  ...(random.chance(0.7) ? [archive('restore', key, random.integer(100, 30_000))] : []),
  ...(random.chance(0.3) ? [archive('expire', key, random.integer(100, 60_000))] : []),
]
const tag: Story = ({ key, random }) => [
  {
    afterMs: 0,
    request: {
      kind: 'tag',
      key,
      tags: { Keywords: random.pick(['sea', 'sea/sun', 'snow']), ...(random.chance(0.3) && { Access: 'closed' }) },
    },
  },
]
const putTagged: Story = ({ key, fresh, random }) => [
  put(key, fresh()),
  { afterMs: random.integer(1, 2000), request: { kind: 'tag', key, tags: { Keywords: 'new', Access: 'closed' } } },
]
const intrude: Story = ({ fresh }) => [put(FOREIGN_KEY, fresh())]

/** Uploads and moves more often than the rest. */
const STORIES: readonly Story[] = [
  upload,
  upload,
  upload,
  upload,
  drop,
  drop,
  move,
  move,
  overwriteByDelete,
  moveByUpload,
  moveByUpload,
  uploadByTemporaryName,
  emptyFirst,
  partialFirst,
  storm,
  swap,
  chain,
  backAndForth,
  lateBackAndForth,
  flicker,
  removeVersion,
  withdraw,
  archived,
  archivedLater,
  tag,
  tag,
  putTagged,
  intrude,
]
