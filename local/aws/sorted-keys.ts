const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

/** Compares keys as S3 does, by their bytes in UTF-8; JavaScript's own order differs beyond U+D7FF. */
export function compareKeys(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let index = 0; index < length; index += 1) {
    const a = one.charCodeAt(index)
    const b = other.charCodeAt(index)
    if (a === b) continue
    // A surrogate stands for a character above all those that take one unit.
    return isSurrogate(a) === isSurrogate(b) ? a - b : Number(isSurrogate(a)) - Number(isSurrogate(b))
  }
  return one.length - other.length
}

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
