import type { BenchWorld } from './world.ts'

interface Event {
  readonly key: string
  readonly isThere: boolean
}

/** A mirror that answers each event with one call: it uploads what is there, or destroys what is not, and remembers nothing. */
export class NaiveMirror {
  readonly #world: BenchWorld
  readonly #waiting: Event[] = []
  readonly #most: number
  #running = 0

  /** Takes the events of a world in place of its queue, so many at once. */
  constructor(world: BenchWorld, atOnce: number) {
    this.#world = world
    this.#most = atOnce
    world.moments.asksAgain = false
    world.onEvent = (key, isThere) => {
      this.#waiting.push({ key, isThere })
      this.#go()
    }
  }

  /** Resolves when the traffic is over and all of its events are answered. */
  async run(traffic: Promise<void>): Promise<void> {
    const { time } = this.#world
    const end = async () => {
      await traffic
      while (this.#world.eventsUnderWay + this.#waiting.length + this.#running > 0) await time.sleep(5)
    }
    await time.until(end())
  }

  #go(): void {
    while (this.#running < this.#most) {
      const event = this.#waiting.shift()
      if (!event) return
      this.#running++
      const end = () => {
        this.#running--
        this.#go()
      }
      // What fails has failed: nothing tries it again.
      this.#call(event).then(end, end)
    }
  }

  async #call({ key, isThere }: Event): Promise<void> {
    const { store, media, moments, clock } = this.#world
    const publicId = key.replace(/\.[^./]+$/, '')
    const address = { resourceType: 'image', type: 'upload', publicId } as const
    await moments.around(isThere ? 'assets.upload' : 'assets.destroy', publicId, () => {
      const bytes = isThere ? store.head(key)?.bytes : undefined
      if (bytes) media.apply(clock.nowMs(), { kind: 'upload', address, bytes, context: {}, overwrite: true })
      else if (!isThere) media.apply(clock.nowMs(), { kind: 'destroy', address })
    })
  }
}
