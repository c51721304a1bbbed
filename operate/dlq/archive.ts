import { constants } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '../cli/usage-error.ts'
import { writeLine } from './archive-line.ts'
import type { Letter } from './dead-letter-queue.ts'

/** A new file of letters, one JSON object a line. */
export class Archive {
  readonly path: string
  readonly #file: FileHandle
  #count = 0

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  /** Makes the file, for its owner only. Throws a UsageError where there is one already, or none can be. */
  static async create(path: string): Promise<Archive> {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
    const file = await open(path, flags, 0o600).catch((thrown: unknown) => {
      const found = thrown instanceof Error ? thrown.message : String(thrown)
      throw new UsageError(`expected to make a new file ${path}: ${found}; name another by --file`)
    })
    await syncFolder(dirname(path))
    return new Archive(path, file)
  }

  get count(): number {
    return this.#count
  }

  /** Resolves when the letters are on the disk. */
  async append(letters: readonly Letter[]): Promise<void> {
    await this.#file.appendFile(letters.map(writeLine).join(''))
    await this.#file.sync()
    this.#count += letters.length
  }

  /** Closes the file, and leaves none where nothing was written. */
  async close(): Promise<void> {
    await this.#file.close()
    if (this.#count === 0) await rm(this.path)
  }
}

/** A new name lasts only when its folder has been written too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
