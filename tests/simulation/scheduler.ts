interface Task {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
}

/** Virtual time: runs tasks in the order of their times, and all that they awaken before the next. */
export class Scheduler {
  nowMs: number
  #order = 0
  #ran = 0
  readonly #heap: Task[] = []

  constructor(startMs: number) {
    this.nowMs = startMs
  }

  /** Runs `run` after that many milliseconds of virtual time. */
  after(delayMs: number, run: () => void): void {
    this.#push({ atMs: this.nowMs + Math.max(0, delayMs), order: this.#order++, run })
  }

  /** Resolves after that many milliseconds of virtual time. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve))
  }

  /** Runs tasks until `isOver`, which is asked before each, or until that time has come; true where it is over. */
  async run(isOver: () => boolean, untilMs: number): Promise<boolean> {
    // What was begun just before has tasks only when it has gone on.
    await quiet()
    while (!isOver()) {
      const task = this.#heap[0]
      if (!task || task.atMs > untilMs) {
        this.nowMs = Math.max(this.nowMs, untilMs)
        return isOver()
      }
      this.#pop()
      this.nowMs = Math.max(this.nowMs, task.atMs)
      task.run()
      await quiet()
      // Now and then a real turn, so that a test whose story never ends can time out.
      if (++this.#ran % 10_000 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    return true
  }

  #push(task: Task): void {
    const heap = this.#heap
    let index = heap.push(task) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#isBefore(index, parent)) return
      this.#swap(index, parent)
      index = parent
    }
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (heap.length === 0 || !last) return
    heap[0] = last
    for (let index = 0; ; ) {
      let first = index
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < heap.length && this.#isBefore(child, first)) first = child
      }
      if (first === index) return
      this.#swap(index, first)
      index = first
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [x, y] = [this.#heap[a], this.#heap[b]]
    if (!x || !y) return false
    return x.atMs < y.atMs || (x.atMs === y.atMs && x.order < y.order)
  }

  #swap(a: number, b: number): void {
    const [x, y] = [this.#heap[a], this.#heap[b]]
    if (!x || !y) return
    this.#heap[a] = y
    this.#heap[b] = x
  }
}

/**
 * Resolves when every promise that can go on without a task has gone on: what is put off to the next tick from within a
 * promise runs when no other promise has anything left to do. A turn of the event loop would do too, and takes longer.
 */
async function quiet(): Promise<void> {
  await undefined
  await new Promise<void>((resolve) => process.nextTick(resolve))
}
