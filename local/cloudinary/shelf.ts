import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

/** Things kept by name, in the order in which they were made; those with a path outlive the process. */
export class Shelf<Item> {
  readonly #items: Map<string, Item>
  readonly #path: string | undefined

  constructor(items: Iterable<readonly [string, Item]> = [], path?: string) {
    this.#items = new Map(items)
    this.#path = path
  }

  get items(): ReadonlyMap<string, Item> {
    return this.#items
  }

  put(name: string, item: Item): void {
    this.#items.set(name, item)
    this.#save()
  }

  remove(name: string): void {
    this.#items.delete(name)
    this.#save()
  }

  // Written whole and then renamed, within one turn of the event loop: the file never holds half a shelf.
  #save(): void {
    if (this.#path === undefined) return
    writeFileSync(`${this.#path}.new`, JSON.stringify([...this.#items]))
    renameSync(`${this.#path}.new`, this.#path)
  }
}

/** Opens the shelf that lies at a path; there need not be one yet. */
export function openShelf<Item>(itemSchema: z.ZodType<Item>, path: string): Shelf<Item> {
  if (!existsSync(path)) return new Shelf<Item>([], path)
  try {
    const items = z.array(z.tuple([z.string(), itemSchema])).parse(JSON.parse(readFileSync(path, 'utf8')))
    return new Shelf(items, path)
  } catch (cause) {
    throw new Error(`${path} cannot be read; remove it to start without`, { cause })
  }
}
