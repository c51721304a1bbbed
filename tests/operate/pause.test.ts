import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { pause, resume } from '../../operate/pause/pause.ts'
import { storesOf } from '../../operate/stage/stores.ts'
import { status } from '../../operate/status/status.ts'
import { sweepCommand } from '../../operate/sweep/sweep.ts'
import { eventually } from '../local/eventually.ts'
import { jpeg } from '../local/pictures.ts'
import { StackClients } from '../local/stack-clients.ts'
import { StackProcess } from '../local/stack-process.ts'
import { Operator } from './operator.ts'

describe('sls pause and sls resume', function () {
  this.timeout(60_000)
  const stack = new StackProcess()
  let clients: StackClients
  let operator: Operator

  before(async () => {
    clients = new StackClients(await stack.start({ SETTLE_SECONDS: '0' }, ['--memory']))
    operator = await Operator.of(stack.directory)
    // The stack's own marker is an event, too.
    await eventually(async () => expect((await clients.depths()).queue).to.equal(0))
  })
  after(async () => {
    operator?.close()
    clients?.close()
    await stack.remove()
  })

  const put = (Key: string) =>
    clients.s3.send(new PutObjectCommand({ Bucket: clients.description.bucket, Key, Body: jpeg(Key) }))

  it('keep changes waiting, and let them go', async () => {
    const paused = await operator.run(pause, { reason: 'a migration' })
    expect(paused).to.include({
      code: 0,
      text: 'Paused until `sls resume`. Changes wait in the queue for up to 7 days.',
    })
    await put('waiting.jpg')
    await eventually(async () => expect((await clients.depths()).queue).to.equal(1))
    // It is neither delivered, nor tried where it was delivered before delivery ended.
    expect(await clients.asset('waiting')).to.equal(undefined)
    const planned = await operator.run(status, { key: 'waiting.jpg' })
    expect(planned.notes).to.equal('Nothing is mirrored now: paused by an operator: a migration.')
    expect((await operator.run(sweepCommand)).notes).to.contain('Nothing is mirrored now: ')
    const shown = async () => (await fetch(`${clients.description.console.url}/status.json`)).text()
    expect(await shown()).to.contain('"stopped":"paused by an operator: a migration"')
    const again = await operator.run(pause, { reason: 'another reason' })
    expect(again.text).to.match(/^It was paused already, since .*: a migration\.$/)
    const resumed = await operator.sls(['resume'])
    expect([resumed.code, resumed.text.trim()]).to.deep.equal([
      0,
      'Resumed. A sweep begins, which finds what was lost meanwhile.',
    ])
    await eventually(async () => expect(await clients.asset('waiting')).not.to.equal(undefined), 40_000)
    expect((await operator.run(resume)).text).to.equal('It was not paused.')
    expect(await shown()).not.to.contain('"stopped"')
  })

  it('leave a breaker open that is open, and say so', async () => {
    await storesOf(operator.stage).breaker.noteProbe({ isServing: false, reason: 'no answer' })
    expect((await operator.run(resume)).text).to.match(
      /^It was not paused\. The breaker is open since \S+: no answer\. It closes by itself\.$/,
    )
    // The stand-in answers.
    await eventually(async () => expect((await storesOf(operator.stage).breaker.state()).open).to.equal(undefined))
  })
})
