import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Sandboxes } from '../../../local/lambda/sandbox.ts'
import { eventually } from '../../support/eventually.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts'

describe('a function, as Lambda runs it,', () => {
  const sandboxes = new Sandboxes(
    { name: 'any', handler: 'tests/local/lambda/handlers.handler', timeoutSeconds: 60, memoryMb: 256, environment: {} },
    (output) => output.resume(),
  )
  const folder = temporaryFolder('sandbox')
  after(async () => {
    await sandboxes.stop()
    removeFolder(folder)
  })
  const invoke = (act: string) => sandboxes.invoke({ act }, 'the-request')

  it('answers in JSON', async () => {
    expect(await invoke('any')).to.deep.equal({ status: 'returned', value: { at: '1970-01-01T00:00:00.000Z' } })
  })

  it('knows who it is, and what is left', async () => {
    const { value } = { value: undefined, ...(await invoke('context')) }
    expect(value).to.include({
      awsRequestId: 'the-request',
      functionName: 'any',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/any',
    })
  })

  it('fails where its answer is none that JSON carries, or is too large', async () => {
    expect(await invoke('bigint')).to.include({ status: 'failed' })
    expect(await invoke('large'))
      .to.have.property('reason')
      .that.contains('Function.ResponseSizeTooLarge')
  })

  it('that throws after its answer ends its own environment only, and the next call gets a new one', async () => {
    const file = join(folder, 'now')
    const answer = await sandboxes.invoke({ act: 'throws later', file }, 'the-request')
    expect(answer).to.deep.equal({ status: 'returned', value: 'answered' })
    writeFileSync(file, '')
    await eventually('the end of its environment', () => expect(sandboxes.environments).to.equal(0))
    expect(await invoke('any')).to.include({ status: 'returned' })
  })
  it('has its environment ended when it is idle for long, and gets a new one when it is called again', async () => {
    const definition = {
      name: 'any',
      handler: 'tests/local/lambda/handlers.handler',
      timeoutSeconds: 60,
      memoryMb: 256,
    }
    const brief = new Sandboxes({ ...definition, environment: {} }, (output) => output.resume(), 50)
    const call = (act: string) => brief.invoke({ act }, 'the-request')
    const both = await Promise.all([call('slow'), call('slow')])
    expect(both).to.deep.equal([
      { status: 'returned', value: 'done' },
      { status: 'returned', value: 'done' },
    ])
    await eventually('the end of its environments', () => expect(brief.environments).to.equal(0))
    expect(await call('any')).to.include({ status: 'returned' })
    // One that is at work is not idle, however long it takes.
    expect(await call('slow')).to.deep.equal({ status: 'returned', value: 'done' })
    await brief.stop()
  })
})
