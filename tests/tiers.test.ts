import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { groupsOf, misplacedFiles, tierNames, tiers, tiersByFile } from './tiers.ts'

/** What starts a process, a thread or a server. */
const STARTS = /from 'node:(child_process|cluster|http|https|net|worker_threads)'/

describe('the tiers', () => {
  it('have each test file once', () => {
    expect(misplacedFiles()).to.deep.equal([])
    expect(tiersByFile().get('tests/tiers.test.ts')).to.deep.equal(['unit'])
  })

  it('have a script each, and files', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    for (const name of tierNames) {
      expect(scripts).to.have.property(`test:${name}`, `node tests/run.ts ${name}`)
      expect(
        groupsOf(name).filter((files) => files.length === 0),
        name,
      ).to.deep.equal([])
    }
    expect(tierNames).to.deep.equal(Object.keys(tiers))
  })

  it('start nothing in the first, so that it is over in seconds', () => {
    const starting = groupsOf('unit')
      .flat()
      .filter((file) => reachOf(file).some((path) => STARTS.test(textOf(path))))
    expect(starting).to.deep.equal([])
  })
})

function textOf(path: string): string {
  return readFileSync(path, 'utf8')
}

/** A test file, and the files of tests/ that it imports, and so on. */
function reachOf(file: string, reached = new Set<string>()): readonly string[] {
  if (reached.has(file) || !file.startsWith('tests/') || !existsSync(file)) return []
  reached.add(file)
  for (const [, target = ''] of textOf(file).matchAll(/from '(\.{1,2}\/[^']+)'/g)) {
    reachOf(join(dirname(file), target), reached)
  }
  return [...reached]
}
