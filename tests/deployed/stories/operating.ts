import { InvokeCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { readQueueFacts } from '../../../operate/stage/queues.ts'
import { jpeg } from '../../local/pictures.ts'
import { eventually } from '../../support/eventually.ts'
import type { DeployedStage } from '../deployed-stage.ts'

/** What an operator does with a stage that runs. */
export function operating(stage: DeployedStage): void {
  it('tells of a key what the rules, S3, the ledger, Cloudinary and the logs say', async () => {
    await stage.put('told.jpg')
    await stage.arrived('told', jpeg('told.jpg'))
    await stage.quiet()
    expect(await stage.succeed(['explain', '--key', 'told.jpg'])).to.contain('image upload told')
    expect(await stage.succeed(['status', '--key', 'told.jpg'])).to.match(/plan +skip/)
    expect(await stage.succeed(['status', '--prefix', 'told'])).to.contain('1 key: 1 equal')
    expect(await stage.succeed(['trace', '--key', 'told.jpg'])).to.contain('upload (a new object)')
    expect(await stage.succeed(['queue'])).to.match(/worker +enabled/)
  })

  it('finds by a sweep, asked for or by its function, what no event told of', async () => {
    await stage.quiet()
    await stage.unnoticed(() => stage.put('lost/asked.jpg'))
    expect((await stage.sls(['sweep', '--dry-run'])).text)
      .to.contain('lost/asked.jpg')
      .and.to.contain('only-in-source')
    await stage.succeed(['sweep', '--deep'])
    await stage.arrived('lost/asked', jpeg('lost/asked.jpg'))
    await stage.unnoticed(() => stage.put('lost/scheduled.jpg'))
    const FunctionName = stage.functionName('sweep')
    const { FunctionError, Payload } = await stage.aws.lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') }),
    )
    expect(FunctionError, Buffer.from(Payload ?? []).toString()).to.equal(undefined)
    await stage.arrived('lost/scheduled', jpeg('lost/scheduled.jpg'))
  })

  // Behind the sweep: a resume begins one too.
  it('pauses, and lets changes wait until it is resumed', async () => {
    expect(await stage.succeed(['pause', '--reason', 'a move'])).to.contain('Paused')
    await stage.put('paused.jpg')
    await eventually('one message that nobody has taken', async () =>
      expect(await readQueueFacts(stage.aws.sqs, stage.clients.description.queueUrl)).to.include({
        visible: 1,
        inFlight: 0,
      }),
    )
    expect(await stage.succeed(['queue']))
      .to.contain('paused by an operator: a move')
      .and.to.match(/worker +disabled/)
    expect(await stage.clients.asset('paused')).to.equal(undefined)
    await stage.succeed(['resume'])
    await stage.arrived('paused', jpeg('paused.jpg'))
  })
}
