import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { FolderTakenError, lockDataFolder } from '../../local/data-lock.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

describe('the lock of the local data', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder('data-lock')
  })
  afterEach(() => removeFolder(folder))
  const file = (name: string) => join(folder, name)

  it('is held by one at a time, and let go', async () => {
    const lock = lockDataFolder(folder)
    expect(readFileSync(file('lock'), 'utf8')).to.equal(String(process.pid))
    expect(() => lockDataFolder(folder)).to.throw(FolderTakenError, `process ${process.pid}`)
    await lock.stop()
    expect(existsSync(file('lock'))).to.equal(false)
    await lockDataFolder(folder).stop()
  })

  for (const [name, text] of [
    ['a process that has ended', '4194305'],
    ['nobody', ''],
    ['something else', 'not a number'],
  ] as const) {
    it(`is taken over from ${name}`, async () => {
      writeFileSync(file('lock'), text)
      await lockDataFolder(folder).stop()
    })
  }

  it('is let go by a process that ends without stopping', () => {
    const module = new URL('../../local/data-lock.ts', import.meta.url).href
    const program = `const { lockDataFolder } = await import(${JSON.stringify(module)}); lockDataFolder(process.argv[1]); process.exit(130)`
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', program, folder])
    expect([status, existsSync(file('lock'))]).to.deep.equal([130, false])
  })

  it('takes the description of its own stack away, and no other', async () => {
    for (const [pid, isKept] of [
      [process.pid, false],
      [process.pid + 1, true],
    ] as const) {
      writeFileSync(file('stack.json'), JSON.stringify({ pid }))
      await lockDataFolder(folder).stop()
      expect(existsSync(file('stack.json'))).to.equal(isKept)
    }
  })
})
