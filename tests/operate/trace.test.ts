import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { eventually } from '../local/eventually.ts'
import { jpeg } from '../local/pictures.ts'
import { StackClients } from '../local/stack-clients.ts'
import { StackProcess } from '../local/stack-process.ts'
import { Operator } from './operator.ts'

describe('sls trace', function () {
  this.timeout(60_000)
  const stack = new StackProcess()
  let clients: StackClients
  let operator: Operator

  before(async () => {
    clients = new StackClients(await stack.start({ SETTLE_SECONDS: '0' }))
    operator = await Operator.of(stack.directory)
  })
  after(async () => {
    operator?.close()
    clients?.close()
    await stack.remove()
  })

  it('tells what became of a key, and says so where there is nothing to tell', async () => {
    const Key = 'shoot/"a" ü.jpg'
    await clients.s3.send(new PutObjectCommand({ Bucket: clients.description.bucket, Key, Body: jpeg(Key) }))
    await eventually(async () => expect(await clients.asset('shoot/"a" ü')).not.to.equal(undefined))
    const told = await eventually(async () => {
      const said = await operator.sls(['trace', '--key', Key])
      expect(said.code, said.notes).to.equal(0)
      return said
    })
    expect(told.text).to.match(/ done {5}upload \(a new object\); equal \[\d+ ms, \d\.\d s after the event\]/)
    const { code, notes, text: nothing } = await operator.sls(['trace', '--key', 'never.jpg', '--since', '1h'])
    expect([code, nothing]).to.deep.equal([1, ''])
    expect(notes).to.match(/The logs say nothing of never\.jpg since /)
  })
})
