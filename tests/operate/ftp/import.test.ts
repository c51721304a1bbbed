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

describe('an import of users', () => {
  it('has shown the passwords of all whom it has stored, when it breaks off, and says who is left', async () => {
    const stage = new MemoryIdentity()
    const printed: string[] = []
    const terminal = {
      columns: 80,
      isForPeople: false,
      print: (text: string) => void printed.push(text),
      note() {},
      progress() {},
      ask: async () => '',
    }
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
