import { readFileSync } from 'node:fs'
import { DeleteTableCommand, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { expect } from 'chai'
import { parse } from 'yaml'
import { z } from 'zod'
import { createTable } from '../../local/deployment/table.ts'
import { dynamodbFtpUsers } from '../../shared/adapters/aws/ftp-users.ts'
import { dynamodbLoginFailures } from '../../shared/adapters/aws/login-failures.ts'
import type { FtpUser } from '../../shared/model/ftp-user.ts'
import type { FtpUsers, LoginFailures } from '../../shared/ports/ftp-users.ts'
import { memoryFtpUsers, memoryLoginFailures } from '../support/memory-identity.ts'
import { useDynamodb } from './dynamodb.ts'

const templateSchema = z.object({ Resources: z.object({ IdentityTable: z.object({ Properties: z.looseObject({}) }) }) })
const { Properties } = templateSchema.parse(
  parse(readFileSync('resources/identity.yml', 'utf8'), { logLevel: 'error' }),
).Resources.IdentityTable
const TABLE = 'identity'
const HOUR_MS = 3_600_000

const user: FtpUser = {
  name: 'studio',
  home: '/incoming/studio',
  rights: ['read', 'write'],
  passwordHash: '$scrypt$x',
  publicKeys: ['ssh-ed25519 AAAA'],
  from: ['203.0.113.0/24'],
  isDisabled: false,
}

describe('the identity table', () => {
  const { client } = useDynamodb()
  const documents = () => DynamoDBDocumentClient.from(client())
  beforeEach(() => createTable({ ...Properties, TableName: TABLE }, { dynamodb: client() }))
  afterEach(async () => {
    await client().send(new DeleteTableCommand({ TableName: TABLE }))
    const often = { minDelay: 0.02, maxDelay: 0.1, maxWaitTime: 60 }
    await waitUntilTableNotExists({ client: client(), ...often }, { TableName: TABLE })
  })
  const stores: [string, () => { users: FtpUsers; failures: LoginFailures }][] = [
    [
      'in DynamoDB',
      () => ({ users: dynamodbFtpUsers(client(), TABLE), failures: dynamodbLoginFailures(client(), TABLE) }),
    ],
    ['in memory', () => ({ users: memoryFtpUsers(), failures: memoryLoginFailures() })],
  ]
  for (const [where, open] of stores) {
    describe(where, () => {
      it('keeps users as they are, and replaces none unasked', async () => {
        const { users } = open()
        const { passwordHash: _, ...bare } = { ...user, name: 'bare', publicKeys: [], from: [] }
        expect(await users.find('studio')).to.equal(undefined)
        expect(await users.put(user, { replaces: false })).to.equal(true)
        expect(await users.put(bare, { replaces: false })).to.equal(true)
        expect(await users.put({ ...user, home: '/' }, { replaces: false })).to.equal(false)
        expect(await users.find('studio')).to.deep.equal(user)
        expect(await users.put({ ...user, home: '/' }, { replaces: true })).to.equal(true)
        expect(await users.list()).to.deep.equal({ users: [bare, { ...user, home: '/' }], unreadable: [] })
        expect(await users.setDisabled('studio', true)).to.equal(true)
        expect(await users.find('studio')).to.deep.equal({ ...user, home: '/', isDisabled: true })
        // Who replaces a user has read it before it was disabled.
        expect(await users.put(user, { replaces: true })).to.equal(false)
        expect(await users.find('studio')).to.deep.equal({ ...user, home: '/', isDisabled: true })
        expect(await users.remove('studio')).to.equal(true)
        expect(await users.remove('studio')).to.equal(false)
        expect(await users.setDisabled('studio', true), 'nobody is made by it').to.equal(false)
        expect(await users.find('studio')).to.equal(undefined)
      })

      it('counts wrong passwords by address and user, none lost of many at once', async () => {
        const { failures } = open()
        const [pair, all] = [{ address: '203.0.113.7', user: 'studio' }, { address: '203.0.113.7' }]
        const window = { nowMs: 10 * HOUR_MS, windowMs: HOUR_MS }
        expect(await failures.read(pair)).to.deep.equal({ count: 0, sinceMs: 0, lastMs: 0 })
        await Promise.all(Array.from({ length: 20 }, () => failures.add(pair, window)))
        await failures.add(pair, { ...window, nowMs: window.nowMs + 1000 })
        await failures.add(all, window)
        expect(await failures.read(pair)).to.deep.equal({
          count: 21,
          sinceMs: window.nowMs,
          lastMs: window.nowMs + 1000,
        })
        expect(await failures.read(all)).to.include({ count: 1 })
        await failures.forget(pair)
        expect(await failures.read(pair)).to.deep.equal({ count: 0, sinceMs: 0, lastMs: 0 })
        await failures.add(pair, window)
        expect(await failures.read(pair)).to.include({ count: 1, sinceMs: window.nowMs })
      })

      it('begins to count anew where the window is over, also for many at once', async () => {
        const { failures } = open()
        const place = { address: '203.0.113.8' }
        await failures.add(place, { nowMs: HOUR_MS, windowMs: HOUR_MS })
        await failures.add(place, { nowMs: 2 * HOUR_MS - 1, windowMs: HOUR_MS })
        expect(await failures.read(place)).to.include({ count: 2, sinceMs: HOUR_MS })
        const next = { nowMs: 2 * HOUR_MS, windowMs: HOUR_MS }
        await Promise.all(Array.from({ length: 10 }, () => failures.add(place, next)))
        expect(await failures.read(place)).to.deep.equal({ count: 10, sinceMs: 2 * HOUR_MS, lastMs: 2 * HOUR_MS })
      })
    })
  }

  it('says in seconds when a count may go, and nothing of users', async () => {
    const failures = dynamodbLoginFailures(client(), TABLE)
    await failures.add({ address: '203.0.113.9' }, { nowMs: HOUR_MS, windowMs: HOUR_MS })
    const Key = { partition: 'failures#203.0.113.9', sort: '*' }
    const { Item } = await documents().send(new GetCommand({ TableName: TABLE, Key }))
    expect(Item).to.include({ expiresAt: 7200 })
    await dynamodbFtpUsers(client(), TABLE).put(user, { replaces: true })
    const row = await documents().send(new GetCommand({ TableName: TABLE, Key: { partition: 'user', sort: 'studio' } }))
    expect(row.Item).to.include({ home: user.home }).and.not.to.have.property('expiresAt')
  })

  it('names a user who cannot be read, and lists the others', async () => {
    const users = dynamodbFtpUsers(client(), TABLE)
    await users.put(user, { replaces: true })
    const Item = { partition: 'user', sort: 'damaged', passwordHash: '$scrypt$secret' }
    await documents().send(new PutCommand({ TableName: TABLE, Item }))
    const listed = await users.list()
    expect(listed.unreadable).to.deep.equal(['damaged'])
    expect(listed.users.map(({ name }) => name)).to.include('studio')
    const thrown = await users.find('damaged').catch((error: unknown) => String(error))
    expect(thrown)
      .to.match(/damaged has a form/)
      .and.not.to.contain('secret')
    expect(await users.remove('damaged')).to.equal(true)
  })
})
