/** Bytes that are not what they claim to be. */
export class MalformedBody extends Error {
  override readonly name = 'MalformedBody'
}

const lineBytesMax = 16 * 1024

/**
 * Takes the chunks of `aws-chunked` apart as they come: each is its size in hexadecimal digits, perhaps with a signature, a line
 * feed, and as many bytes; after the last one, which is empty, come trailers. Throws MalformedBody where they end too early.
 */
export class ChunkedBody {
  readonly trailers = new Map<string, string>()
  #source: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const size = sizeOf(await this.#line())
      if (size === 0) break
      yield* this.#take(size)
      if ((await this.#line()) !== '') throw new MalformedBody('A chunk is longer than it says.')
    }
    await this.#readTrailers()
  }

  async #readTrailers(): Promise<void> {
    for (let line = await this.#lineOrEnd(); line; line = await this.#lineOrEnd()) {
      const [, name = '', value = ''] = /^([^:]+):(.*)$/s.exec(line) ?? []
      this.trailers.set(name.trim().toLowerCase(), value.trim())
    }
    // What comes after them is read, so that the connection can be used again.
    while (await this.#more()) this.#rest = new Uint8Array()
  }

  async *#take(size: number): AsyncGenerator<Uint8Array> {
    for (let missing = size; missing > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) throw new MalformedBody('The last chunk is incomplete.')
      const taken = this.#rest.subarray(0, missing)
      this.#rest = this.#rest.subarray(taken.length)
      missing -= taken.length
      yield taken
    }
  }

  async #line(): Promise<string> {
    const line = await this.#lineOrEnd()
    if (line === undefined) throw new MalformedBody('There is no last chunk.')
    return line
  }

  // Trailers may end with the body.
  async #lineOrEnd(): Promise<string | undefined> {
    for (;;) {
      const end = Buffer.from(this.#rest.buffer, this.#rest.byteOffset, this.#rest.length).indexOf('\n')
      if (end >= 0) {
        const line = Buffer.from(this.#rest.subarray(0, end)).toString('latin1').replace(/\r$/, '')
        this.#rest = this.#rest.subarray(end + 1)
        return line
      }
      if (this.#rest.length > lineBytesMax) throw new MalformedBody('A line is too long.')
      const before = this.#rest
      if (!(await this.#more())) return undefined
      this.#rest = Buffer.concat([before, this.#rest])
    }
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next()
    if (done) return false
    this.#rest = value
    return true
  }
}

function sizeOf(line: string): number {
  const [, digits] = /^([0-9a-f]{1,12})(;.*)?$/i.exec(line) ?? []
  if (digits === undefined) throw new MalformedBody('The size of a chunk is no number.')
  return Number.parseInt(digits, 16)
}
