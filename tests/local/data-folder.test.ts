import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { dataFolderOf, prepareDataFolder, removeData } from '../../local/data-folder.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

describe('the folder of the local data', () => {
  let parent: string
  let folder: string
  beforeEach(() => {
    parent = temporaryFolder('data-folder')
    folder = join(parent, 'data')
  })
  afterEach(() => removeFolder(parent))

  const modeOf = (...names: string[]) => (statSync(join(folder, ...names)).mode & 0o777).toString(8)

  it('is made for its owner only', () => {
    prepareDataFolder(folder)
    expect(modeOf()).to.equal('700')
  })

  it('becomes private where an earlier run left it open', () => {
    mkdirSync(join(folder, 'aws'), { recursive: true })
    for (const name of ['stack.json', 'stack.log']) writeFileSync(join(folder, name), 'secret')
    for (const name of ['.', 'aws', 'stack.json', 'stack.log']) chmodSync(join(folder, name), 0o777)
    prepareDataFolder(folder)
    expect([modeOf(), modeOf('aws'), modeOf('stack.json'), modeOf('stack.log')]).to.eql(['700', '700', '600', '600'])
  })

  it('stays open where it is used for other things, too, but not the data in it', () => {
    mkdirSync(join(folder, 'cloudinary'), { recursive: true })
    writeFileSync(join(folder, 'notes.txt'), 'shared')
    for (const name of ['.', 'cloudinary', 'notes.txt']) chmodSync(join(folder, name), 0o755)
    prepareDataFolder(folder)
    expect([modeOf(), modeOf('cloudinary'), modeOf('notes.txt')]).to.eql(['755', '700', '755'])
  })

  it('has a folder of its own for each account outside, which --fresh leaves alone', () => {
    const ofAccount = dataFolderOf(folder, 'studio')
    mkdirSync(join(ofAccount, 'aws'), { recursive: true })
    mkdirSync(join(dataFolderOf(folder, undefined), 'aws'))
    removeData(folder)
    expect(readdirSync(folder)).to.deep.equal(['account-studio'])
    prepareDataFolder(folder)
    expect([modeOf(), modeOf('account-studio')]).to.deep.equal(['700', '700'])
  })
})
