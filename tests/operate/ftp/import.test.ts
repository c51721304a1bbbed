import { expect } from 'chai'
import { addAll, summary } from '../../../operate/ftp/import.ts'
import { type Added, addUser } from '../../../operate/ftp/wanted.ts'
import { MemoryIdentity } from '../../support/memory-identity.ts'

const lines = ['first', 'second', 'third'].map((name, index) => ({
  line: index + 2,
  wanted: {
    name,
    home: '/',
    rights: ['read'],
    from: [],
    publicKeys: [],
    ...(name === 'first' && { password: 'chosen by them' }),
  },
})) as Parameters<typeof addAll>[0]

/** What is printed goes into the list. */
function terminalTo(printed: string[]) {
  return {
    columns: 80,
    isForPeople: false,
    print: (text: string) => void printed.push(text),
    note() {},
    progress() {},
    ask: async () => '',
  }
}

describe('an import of users', () => {
  it('has shown the passwords of all whom it has stored, when it breaks off, and says who is left', async () => {
    const stage = new MemoryIdentity()
    const printed: string[] = []
    const terminal = terminalTo(printed)
    const users = {
      ...stage.identity.users,
      put: async (user: Added['user'], options: { replaces: boolean }) => {
        if (user.name === 'third') throw new Error('the table does not answer')
        return stage.users.put(user, options)
      },
    }
    const added: Added[] = []
    const adding = addAll(lines, { ...stage.identity, users }, { replaces: false, added, terminal, isShown: true })
    const thrown = await adding.catch((error: unknown) => String(error))
    expect(thrown).to.equal(
      'UsageError: expected third to be added, found: the table does not answer; the 2 before it are there: take their lines out of the file, and run it again',
    )
    expect(added.map(({ user }) => user.name)).to.deep.equal(['first', 'second'])
    const [head, second, ...more] = printed
    expect([head, more]).to.deep.equal(['user,home,password', []])
    const [, , password = ''] = second?.split(',') ?? []
    expect(await stage.outcome('second', password)).to.equal('in')
    expect(await stage.outcome('first', 'chosen by them')).to.equal('in')
  })

  for (const [what, answer] of [
    ['the connection breaks', () => Promise.reject(new Error('socket hang up'))],
    // What the SDK sends again meets what it has written.
    ['the same is sent again', async () => false],
  ] as const) {
    it(`counts as added whom the table has, where the answer is lost and ${what}`, async () => {
      const stage = new MemoryIdentity()
      const printed: string[] = []
      const put = async (user: Added['user'], options: { replaces: boolean }) => {
        await stage.users.put(user, options)
        return answer()
      }
      const added: Added[] = []
      const identity = { ...stage.identity, users: { ...stage.identity.users, put } }
      await addAll(lines, identity, { replaces: false, added, terminal: terminalTo(printed), isShown: true })
      const passwords = printed.slice(1).map((line) => line.split(','))
      expect(passwords.map(([name]) => name)).to.deep.equal(['second', 'third'])
      for (const [name = '', , password = ''] of passwords) expect(await stage.outcome(name, password)).to.equal('in')
    })
  }

  it('takes nobody else for whom it wanted to add', async () => {
    const stage = new MemoryIdentity()
    await stage.add('third')
    const adding = { replaces: false, added: [], terminal: terminalTo([]), isShown: true }
    const thrown = await addAll(lines, stage.identity, adding).catch(String)
    expect(thrown).to.contain('expected third to be added, found: someone else has added it; the 2 before it')
  })

  it('shows the password where nobody can tell what came of it, and says so', async () => {
    const stage = new MemoryIdentity()
    const printed: string[] = []
    const users = {
      ...stage.identity.users,
      put: async (user: Added['user'], options: { replaces: boolean }) => {
        await stage.users.put(user, options)
        if (user.name === 'second') throw new Error('socket hang up')
        return true
      },
      find: () => Promise.reject(new Error('no network')),
    }
    const added: Added[] = []
    const adding = { replaces: false, added, terminal: terminalTo(printed), isShown: true }
    const thrown = await addAll(lines, { ...stage.identity, users }, adding).catch(String)
    expect(thrown).to.equal(
      'UsageError: expected to know whether second is added, found: socket hang up; it may be there, with the password that is shown: look at `sls ftp list`, take its line out of the file if it is; the one before it is there: take its line out of the file; then run it again for those that are left',
    )
    const [, line = ''] = printed
    expect(await stage.outcome('second', line.split(',')[2] ?? '')).to.equal('in')
    expect(added.map(({ doubt }) => doubt !== undefined)).to.deep.equal([false, true])
  })

  it('does not let in again whom someone disables in that moment', async () => {
    const stage = new MemoryIdentity()
    await stage.add('second')
    const find = async (name: string) => {
      const found = await stage.users.find(name)
      if (found && !found.isDisabled) await stage.users.setDisabled(name, true)
      return found
    }
    const [, { wanted } = { wanted: undefined }] = lines
    if (!wanted) throw new Error('expected a second user')
    const users = { ...stage.identity.users, find }
    const added = await addUser(wanted, { ...stage.identity, users }, { replaces: true })
    expect(added?.user).to.include({ name: 'second', isDisabled: true })
    expect(await stage.outcome('second', added?.generated ?? '')).to.equal('disabled')
  })

  it('is summed up', () => {
    const user = {} as Added['user']
    expect(summary([{ user }])).to.equal('Added 1 user.')
    expect(summary([{ user }, { user, generated: 'x' }])).to.equal(
      'Added 2 users; 1 password was generated, and is shown this once.',
    )
  })
})
