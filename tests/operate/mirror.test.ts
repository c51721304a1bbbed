import { expect } from 'chai'
import { queue } from '../../operate/queue/queue.ts'
import { useOperatedStack } from './operated-stack.ts'
import { MIRROR, NPX_MIRROR } from './operator.ts'

describe('npx mirror', function () {
  this.slow(5000)
  const stack = useOperatedStack('busy')

  it('says what sls says, as JSON too, and finds the program of this checkout', async () => {
    const { code, text, notes } = await stack.operator.sls(['queue', '--json'], { program: NPX_MIRROR })
    expect([code, notes]).to.deep.equal([0, ''])
    const said: unknown = JSON.parse(text)
    const expected: unknown = JSON.parse((await stack.operator.run(queue, { json: true })).text)
    expect(said).to.have.all.keys(Object.keys(Object(expected)))
  })

  it('says what is wrong on standard error, by its own name, and ends with code 1', async () => {
    const wrong = await stack.operator.sls(['dlq', 'restore'], { program: MIRROR })
    expect([wrong.code, wrong.text]).to.deep.equal([1, ''])
    expect(wrong.notes).to.match(
      /^Error:\nexpected a file, as in `mirror dlq restore dead-letters\.jsonl`, found nothing/,
    )
  })

  it('has help that fits 80 columns, with the options of the framework', async () => {
    const { text } = await stack.operator.sls(['sweep', '--help'], { program: MIRROR })
    expect(text)
      .to.match(/^--dry-run +Says what differs/m)
      .and.match(/^--param /m)
    expect(text.split('\n').filter((line) => line.length > 80)).to.deep.equal([])
  })

  it('ends watching at Ctrl-C with code 0', async () => {
    const isTwice = (text: string) => text.split('\n').length > 2
    const watched = await stack.operator.sls(['queue', '--watch', '--interval', '1'], {
      program: MIRROR,
      interruptWhen: isTwice,
    })
    expect([watched.code, watched.notes]).to.deep.equal([0, ''])
    expect(watched.text).to.match(/^(\d{4}-\d\d-\d\dT\S+ \d+ waiting, .*\n){2,}$/)
  })

  it('reaches a deployed stage with the credentials that the framework would use', async () => {
    const { endpoint } = stack.clients.description.aws
    const credentials = { AWS_DEV_ACCESS_KEY_ID: 'any', AWS_DEV_SECRET_ACCESS_KEY: 'any' }
    const variables = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1', ...credentials }
    const { code, notes } = await stack.operator.sls(['queue', '--stage', 'dev'], { program: MIRROR, variables })
    expect(code).to.equal(1)
    expect(notes).to.contain('expected a function ftp-api-for-cloudinary-dev-worker, found none')
    expect(notes).to.contain('name another --stage or --region (AWS_REGION, as the shell exports it), or run')
  })
})
