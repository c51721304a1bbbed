import { compareKeys } from '../../../shared/model/key-order.ts'

/** The keys of a bucket in S3's order. */
export class SortedKeys {
  readonly #keys: string[]

  constructor(keys: Iterable<string> = []) {
    this.#keys = [...keys].sort(compareKeys)
  }

  add(key: string): void {
    const index = this.indexOfFirst((other) => compareKeys(other, key) >= 0)
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key)
  }

  remove(key: string): void {
    const index = this.indexOfFirst((other) => compareKeys(other, key) >= 0)
    if (this.#keys[index] === key) this.#keys.splice(index, 1)
  }

  at(index: number): string | undefined {
    return this.#keys[index]
  }

  /** The index of the first key that satisfies a condition which all keys after it satisfy, too. */
  indexOfFirst(condition: (key: string) => boolean): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (condition(this.#keys[middle] ?? '')) high = middle
      else low = middle + 1
    }
    return low
  }
}
