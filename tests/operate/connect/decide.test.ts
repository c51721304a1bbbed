import { expect } from 'chai'
import {
  type ConnectDecision,
  decideConnect,
  decideDisconnect,
  decideRepair,
  type Present,
} from '../../../operate/connect/decide.ts'
import type { PolicyDocument } from '../../../operate/stage/policy.ts'
import { queueStatements } from '../../../operate/stage/queue-template.ts'
import { readSourceTemplate } from '../../../operate/stage/source-template.ts'
import { STUDIO } from '../source-facts.ts'

const { events, statements, ownStatements } = readSourceTemplate()
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:changes'
const ours = {
  notification: { id: 'changes', queueArn: QUEUE, events },
  statements: statements(STUDIO),
  queueStatements: queueStatements(QUEUE, 'studio'),
  markerKey: '.wellknown/cloudinary/demo',
  isBucketOfStack: false,
}
const nothing = {
  notification: { destinations: [], eventBridge: false },
  policy: undefined,
  queuePolicy: undefined,
  hasMarker: false,
}

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
    expect(partsOf(decideDisconnect({ ...nothing, notification, policy, hasMarker: true }, own))).to.deep.equal([
      'remove marker',
    ])
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
    return carriedOut(nothing, decideConnect(nothing, ours))
  }
})

describe('repairing', () => {
  const own = { ...ours, statements: ownStatements(STUDIO), isBucketOfStack: true }
  const intact = carriedOut(nothing, decideRepair(nothing, own))
  const theirs = {
    notification: { kind: 'function', id: 'audit', arn: 'arn:aws:lambda:x', events: ['s3:ObjectAcl:Put'] },
    statement: { Sid: 'Theirs', Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
  } as const

  it("brings all four parts of the stack's own bucket and queue, and nothing the second time", () => {
    expect(partsOf(decideRepair(nothing, own))).to.deep.equal([
      'add queue-policy',
      'add policy',
      'add marker',
      'add notification',
    ])
    expect(partsOf(decideRepair(intact, own))).to.deep.equal([])
  })

  it("gives the stack's own bucket all that the template does, TLS included", () => {
    expect(intact.policy?.Statement.map(({ Sid }) => Sid)).to.deep.equal([
      'AllowCloudinaryToRead',
      'DenyMarkerToOthers',
      'DenyPlainHttp',
    ])
    expect(JSON.stringify([intact.policy, intact.queuePolicy])).not.to.contain('${')
  })

  const lost: readonly (readonly [change: string, present: typeof intact])[] = [
    ['add queue-policy', { ...intact, queuePolicy: undefined }],
    ['add policy', { ...intact, policy: undefined }],
    ['add marker', { ...intact, hasMarker: false }],
    ['add notification', { ...intact, notification: { destinations: [], eventBridge: true } }],
    ['change queue-policy', { ...intact, queuePolicy: without(intact.queuePolicy, 'DenyPlainHttp') }],
    ['change policy', { ...intact, policy: without(intact.policy, 'DenyPlainHttp') }],
    ['change notification', { ...intact, notification: { destinations: filtered(), eventBridge: false } }],
  ]
  for (const [change, present] of lost) {
    it(`does just this where that is needed: ${change}`, () => {
      const decision = decideRepair(present, own)
      expect(partsOf(decision)).to.deep.equal([change])
      expect(partsOf(decideRepair(carriedOut(present, decision), own))).to.deep.equal([])
    })
  }

  it("loses nothing of others'", () => {
    const audit = { ...theirs.notification, prefix: 'logs/', suffix: '' }
    const present = {
      ...nothing,
      notification: { destinations: [audit], eventBridge: true },
      policy: { Id: 'mine', Statement: [theirs.statement] },
      queuePolicy: { Statement: [theirs.statement] },
    }
    const after = carriedOut(present, decideRepair(present, own))
    expect(after.notification.destinations[0]).to.deep.equal(audit)
    expect(after.notification.eventBridge).to.equal(true)
    expect(after.policy).to.have.property('Id', 'mine')
    for (const policy of [after.policy, after.queuePolicy]) expect(policy?.Statement[0]).to.deep.equal(theirs.statement)
  })

  it("leaves the policy of an existing bucket's owner out of it, but for the stage's own statements", () => {
    const after = carriedOut(nothing, decideRepair(nothing, ours))
    expect(after.policy?.Statement.map(({ Sid }) => Sid)).to.deep.equal(['AllowCloudinaryToRead', 'DenyMarkerToOthers'])
    expect(after.queuePolicy?.Statement).to.deep.equal(ours.queueStatements)
  })

  function without(policy: PolicyDocument | undefined, sid: string): PolicyDocument {
    return { Statement: (policy?.Statement ?? []).filter(({ Sid }) => Sid !== sid) }
  }

  function filtered() {
    return intact.notification.destinations.map((one) => ({ ...one, prefix: 'uploads/' }))
  }
})

/** What bucket and queue have after a decision was carried out. */
function carriedOut(present: Present, decision: ConnectDecision): Present {
  if (decision.kind === 'refused') throw new Error('nothing was decided')
  const { notification, policy, queuePolicy, marker } = decision
  return {
    notification: notification.kind === 'put' ? notification.wanted : present.notification,
    policy: policy.kind === 'put' ? policy.wanted : present.policy,
    queuePolicy: queuePolicy.kind === 'put' ? queuePolicy.wanted : present.queuePolicy,
    hasMarker: marker === 'kept' ? present.hasMarker : marker === 'put',
  }
}
