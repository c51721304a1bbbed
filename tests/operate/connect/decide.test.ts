import { expect } from 'chai'
import { decideConnect, decideDisconnect } from '../../../operate/connect/decide.ts'
import { readSourceTemplate } from '../../../operate/stage/source-template.ts'
import { STUDIO } from '../source-facts.ts'

const { events, statements } = readSourceTemplate()
const ours = {
  notification: { id: 'changes', queueArn: 'arn:aws:sqs:us-east-1:000000000000:changes', events },
  statements: statements(STUDIO),
  markerKey: '.wellknown/cloudinary/demo',
  isBucketOfStack: false,
}
const nothing = { notification: { destinations: [], eventBridge: false }, policy: undefined, hasMarker: false }

/** The parts that change, in the order in which they are told. */
function partsOf(decision: ReturnType<typeof decideConnect>): string[] {
  return decision.kind === 'refused' ? ['refused'] : decision.changes.map(({ action, part }) => `${action} ${part}`)
}

describe('connecting a bucket', () => {
  it('brings all three parts where it has none of them', () => {
    expect(partsOf(decideConnect(nothing, ours))).to.deep.equal(['add policy', 'add marker', 'add notification'])
  })

  it("brings the marker only where the bucket is the stack's own, whatever is missing", () => {
    const own = { ...ours, isBucketOfStack: true }
    expect(partsOf(decideConnect(nothing, own))).to.deep.equal(['add marker'])
    expect(partsOf(decideConnect({ ...nothing, hasMarker: true }, own))).to.deep.equal([])
  })

  it("takes the marker only from a bucket that is the stack's own", () => {
    const { notification, policy } = connected()
    const own = { ...ours, isBucketOfStack: true }
    expect(partsOf(decideDisconnect({ notification, policy, hasMarker: true }, own))).to.deep.equal(['remove marker'])
  })

  it('brings nothing where everything is there', () => {
    expect(partsOf(decideConnect(connected(), ours))).to.deep.equal([])
  })

  it('brings nothing at all where the notification is refused', () => {
    const other = {
      kind: 'topic',
      id: 'x',
      arn: 'arn:aws:sns:us-east-1:000000000000:x',
      prefix: '',
      suffix: '',
    } as const
    const destinations = [{ ...other, events: ['s3:ObjectCreated:*'] }]
    expect(
      partsOf(decideConnect({ ...nothing, notification: { destinations, eventBridge: false } }, ours)),
    ).to.deep.equal(['refused'])
  })

  /** What the bucket has after the decision was carried out. */
  function connected() {
    const decision = decideConnect(nothing, ours)
    if (decision.kind === 'refused' || decision.notification.kind !== 'put' || decision.policy.kind !== 'put') {
      throw new Error('nothing was decided')
    }
    return { notification: decision.notification.wanted, policy: decision.policy.wanted, hasMarker: true }
  }
})
