/** Lets one after the other do something that two must not do at once. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Does it when all before have done theirs, whatever came of it. */
  take<Value>(act: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(act)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
