import { expect } from 'chai'
import { notePassing } from '../../local/passing-bytes.ts'

const MEBIBYTE = 2 ** 20

describe('bytes that pass through the local stack', () => {
  const before = globalThis.gc
  afterEach(() => {
    globalThis.gc = before
  })

  it('have their buffers collected after eight mebibytes each', () => {
    const collected: unknown[] = []
    globalThis.gc = ((options: unknown) => collected.push(options)) as unknown as NodeJS.GCFunction
    // Others may have passed before.
    while (collected.length === 0) notePassing(1)
    for (let passed = 0; passed < 80; passed++) notePassing(MEBIBYTE)
    expect(collected).to.deep.equal(Array.from({ length: 11 }, () => ({ type: 'minor', execution: 'sync' })))
  })

  it('are no matter where Node does not let garbage be collected', () => {
    globalThis.gc = undefined
    for (let passed = 0; passed < 80; passed++) notePassing(MEBIBYTE)
  })
})
