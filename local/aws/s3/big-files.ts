import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

// One call reads or writes less than 2 GiB.
const stepBytes = 2 ** 30

/** Writes a file of any size. */
export function writeWholeFile(path: string, body: Buffer): void {
  const file = openSync(path, 'w')
  try {
    for (let offset = 0; offset < body.length; ) {
      offset += writeSync(file, body, offset, Math.min(stepBytes, body.length - offset))
    }
  } finally {
    closeSync(file)
  }
}

/** Reads a file of any size. */
export function readWholeFile(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const body = Buffer.allocUnsafe(fstatSync(file).size)
    for (let offset = 0; offset < body.length; ) {
      const count = readSync(file, body, offset, Math.min(stepBytes, body.length - offset), offset)
      if (count === 0) throw new Error(`${path} has become shorter while it was read.`)
      offset += count
    }
    return body
  } finally {
    closeSync(file)
  }
}
