import { Random } from '../../tests/simulation/random.ts'
import type { StoreRequest } from '../../tests/simulation/services/object-store.ts'

/** A write to S3, so many ms after the beginning, and how much later than usual S3 tells of it: twice where it tells twice. */
export interface Write {
  readonly atMs: number
  readonly request: StoreRequest
  readonly eventsAfterMs: readonly number[]
}

type Story = (scene: Scene) => void

/** Draws what FTP clients do, as they are known to: a seed draws the same again. */
class Scene {
  readonly random: Random
  readonly client: number
  readonly writes: Write[] = []
  /** Keys that are there, and that nobody is at. */
  readonly keys: string[] = []
  #contents = 0
  #files = 0
  #atMs = 0

  constructor(random: Random, client: number) {
    this.random = random
    this.client = client
  }

  /** Lets time go by before the next write. */
  pause(leastMs: number, mostMs = leastMs): void {
    this.#atMs += this.random.integer(leastMs, mostMs)
  }

  put(key: string, content = `content ${this.client}-${this.#contents++}`): void {
    this.#write({ kind: 'put', key, bytes: { name: content, inParts: false } })
  }

  remove(key: string): void {
    this.#write({ kind: 'delete', key })
  }

  /** As a server on S3 renames. */
  rename(from: string, key: string): void {
    this.#write({ kind: 'copy', from, key })
    this.pause(30)
    this.remove(from)
  }

  /** A name that nothing has had. */
  newKey(): string {
    return `client-${this.client}/shoot-${this.random.integer(1, 3)}/DSC_${String(this.#files++).padStart(5, '0')}.jpg`
  }

  /** A key that is there, which is taken out of those that stories choose from. */
  take(): string | undefined {
    return this.keys.splice(this.random.integer(0, Math.max(0, this.keys.length - 1)), 1)[0]
  }

  #write(request: StoreRequest): void {
    const { random } = this
    // Most events come at once; some are late, so that they come out of order, and some come twice.
    const lateMs = () => (random.chance(0.1) ? random.integer(100, 5000) : random.integer(0, 40))
    const copies = random.chance(0.02) ? 2 : 1
    const eventsAfterMs = Array.from({ length: copies }, lateMs)
    this.writes.push({ atMs: this.#atMs, request, eventsAfterMs })
  }
}

const upload: Story = (scene) => {
  const key = scene.newKey()
  scene.put(key)
  scene.keys.push(key)
}
/** A whole folder, one file after the other. */
const uploadFolder: Story = (scene) => {
  for (let files = scene.random.integer(5, 20); files > 0; files--) {
    upload(scene)
    scene.pause(5, 30)
  }
}
const uploadByTemporaryName: Story = (scene) => {
  const key = scene.newKey()
  scene.put(`${key}.filepart`)
  scene.pause(200, 800)
  scene.rename(`${key}.filepart`, key)
  scene.keys.push(key)
}
/** The server stores what has come so far, and then all of it. */
const uploadInPieces: Story = (scene) => {
  const key = scene.newKey()
  for (let piece = 0; piece < 3; piece++) {
    scene.put(key)
    scene.pause(80, 300)
  }
  scene.keys.push(key)
}

/** A story of a key that is there; where none is, one is uploaded. */
function of(story: (scene: Scene, key: string) => void): Story {
  return (scene) => {
    const key = scene.take()
    if (key === undefined) return upload(scene)
    // What it was before has been mirrored.
    scene.pause(500, 3000)
    story(scene, key)
  }
}
const overwrite = of((scene, key) => {
  scene.put(key)
  scene.keys.push(key)
})
const overwriteByDelete = of((scene, key) => {
  scene.remove(key)
  scene.pause(50, 4000)
  scene.put(key)
  scene.keys.push(key)
})
const storm = of((scene, key) => {
  for (let times = scene.random.integer(3, 8); times > 0; times--) {
    scene.put(key)
    scene.pause(20, 120)
  }
  scene.keys.push(key)
})
const move = of((scene, key) => {
  const other = scene.newKey()
  scene.rename(key, other)
  scene.keys.push(other)
})
const remove = of((scene, key) => scene.remove(key))

/** How often each is told, of a hundred. */
const STORIES: readonly (readonly [number, Story])[] = [
  [35, upload],
  [3, uploadFolder],
  [22, uploadByTemporaryName],
  [5, uploadInPieces],
  [12, overwrite],
  [5, overwriteByDelete],
  [4, storm],
  [6, move],
  [8, remove],
]

/** About so many writes of several FTP clients at once, each of which goes on with another story every `gapMs` or so. */
export function ftpTraffic({
  seed,
  writes,
  clients,
  gapMs,
}: {
  readonly seed: number
  readonly writes: number
  readonly clients: number
  readonly gapMs: number
}): readonly Write[] {
  const random = new Random(seed)
  const deck = STORIES.flatMap(([weight, story]) => Array.from({ length: weight }, () => story))
  const scenes = Array.from({ length: clients }, (_, client) => new Scene(random, client))
  for (const scene of scenes) {
    while (scene.writes.length < writes / clients) {
      random.pick(deck)(scene)
      scene.pause(0, 2 * gapMs)
    }
  }
  return scenes.flatMap((scene) => scene.writes).sort((a, b) => a.atMs - b.atMs)
}
