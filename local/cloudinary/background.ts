/** Work that goes on after its request was answered, until it is done or the signal tells it to give up. */
export class Background {
  readonly signal: AbortSignal
  readonly #underWay = new Set<Promise<void>>()

  constructor(signal: AbortSignal) {
    this.signal = signal
  }

  /** How many tasks are under way. */
  get count(): number {
    return this.#underWay.size
  }

  /** Starts a task; what there is to say of its failure is said within it. */
  run(task: () => Promise<void>): void {
    const running = task()
      .catch(() => undefined)
      .finally(() => this.#underWay.delete(running))
    this.#underWay.add(running)
  }

  /** Waits until nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }
}
