import { expect } from 'chai'
import { notePassing } from '../../local/passing-bytes.ts'

const MEBIBYTE = 2 ** 20

describe('bytes that pass through the local stack', () => {
  const before = globalThis.gc
  afterEach(() => {
    globalThis.gc = before
  })

  it('have their buffers collected after eight mebibytes each, and what has grown old after 128', () => {
    const collected: unknown[] = []
    globalThis.gc = (({ type }: { type: string }) => collected.push(type)) as unknown as NodeJS.GCFunction
    // Others may have passed before.
    while (collected.at(-1) !== 'major') notePassing(1024)
    collected.splice(0)
    for (let passed = 0; passed < 256; passed++) notePassing(MEBIBYTE)
    const young = Array.from({ length: 15 }, () => 'minor')
    expect(collected).to.deep.equal([...young, 'major', ...young, 'major'])
  })

  it('are no matter where Node does not let garbage be collected', () => {
    globalThis.gc = undefined
    for (let passed = 0; passed < 80; passed++) notePassing(MEBIBYTE)
  })
})
