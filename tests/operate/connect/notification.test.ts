import { expect } from 'chai'
import { connectNotification, disconnectNotification } from '../../../operate/connect/notification.ts'
import type { Destination, NotificationConfiguration } from '../../../operate/stage/notification.ts'

const ours = {
  id: 'changes',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:changes',
  events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
}

const mine: Destination = {
  kind: 'queue',
  id: 'changes',
  arn: ours.queueArn,
  events: ours.events,
  prefix: '',
  suffix: '',
}

const theirs: Destination = {
  kind: 'function',
  id: 'audit',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:audit',
  events: ['s3:ObjectAcl:Put'],
  prefix: 'logs/',
  suffix: '.gz',
}

function single(event: string): Destination {
  return { ...mine, id: event, events: [event] }
}

function of(...destinations: Destination[]): NotificationConfiguration {
  return { destinations, eventBridge: false }
}

describe('connecting the notification', () => {
  const kept: [string, NotificationConfiguration][] = [
    ['ours is there', of(mine)],
    [
      'ours is there under another id, with its events in another order',
      of({ ...mine, id: 'x', events: [...ours.events].reverse() }),
    ],
    ['ours is there in one configuration for each event, as CloudFormation makes it', of(...ours.events.map(single))],
    ["ours is there among others'", { ...of(theirs, mine), eventBridge: true }],
  ]
  for (const [name, present] of kept) {
    it(`keeps everything where ${name}`, () => {
      expect(connectNotification(present, ours)).to.deep.equal({ kind: 'kept' })
    })
  }

  const put: [string, NotificationConfiguration, 'add' | 'change', NotificationConfiguration][] = [
    ['adds ours where there is nothing', of(), 'add', of(mine)],
    ["adds ours to others'", of(theirs), 'add', of(theirs, mine)],
    ['keeps EventBridge', { ...of(), eventBridge: true }, 'add', { ...of(mine), eventBridge: true }],
    ['replaces ours where an event is missing', of(theirs, single('s3:ObjectCreated:*')), 'change', of(theirs, mine)],
    ['replaces ours where it has an event too many', of(mine, single('s3:ObjectTagging:*')), 'change', of(mine)],
    [
      'replaces ours where it has a further event of some keys',
      of(mine, { ...single('s3:ObjectTagging:*'), prefix: 'a/' }),
      'change',
      of(mine),
    ],
    ['replaces ours where a filter hides keys', of({ ...mine, prefix: 'uploads/' }), 'change', of(mine)],
    ['replaces ours where a suffix hides keys', of({ ...mine, suffix: '.jpg' }), 'change', of(mine)],
    [
      "keeps another queue's notification",
      of({ ...theirs, kind: 'queue', arn: `${ours.queueArn}-other` }),
      'add',
      of({ ...theirs, kind: 'queue', arn: `${ours.queueArn}-other` }, mine),
    ],
  ]
  for (const [name, present, action, wanted] of put) {
    it(name, () => {
      expect(connectNotification(present, ours)).to.deep.equal({ kind: 'put', action, wanted })
    })
  }

  const refused: [string, Destination][] = [
    ['has one of the events', { ...theirs, events: ['s3:ObjectCreated:*'], prefix: '', suffix: '' }],
    ['has a part of one of the events', { ...theirs, events: ['s3:ObjectRemoved:Delete'], prefix: '', suffix: '' }],
    ['has one of the events for some keys only', { ...theirs, events: ['s3:ObjectCreated:Put'] }],
    ['has all events', { ...theirs, events: ['s3:*'] }],
    ['is a topic', { ...theirs, kind: 'topic', events: ['s3:ObjectCreated:*'] }],
  ]
  for (const [name, other] of refused) {
    it(`refuses, and names what is in the way, where another configuration ${name}`, () => {
      const present = of(theirs, other, { ...mine, prefix: 'uploads/' })
      expect(connectNotification(present, ours)).to.deep.equal({ kind: 'refused', overlapping: [other] })
    })
  }

  it('needs no permission of others where nothing of ours changes', () => {
    const other = { ...theirs, events: ['s3:ObjectCreated:*'] }
    expect(connectNotification(of(other, mine), ours)).to.deep.equal({ kind: 'kept' })
  })
})

describe('disconnecting the notification', () => {
  it("takes all of ours and nothing of others'", () => {
    const present = { ...of(theirs, ...ours.events.map(single)), eventBridge: true }
    const wanted = { ...of(theirs), eventBridge: true }
    expect(disconnectNotification(present, ours)).to.deep.equal({ kind: 'put', action: 'remove', wanted })
  })

  it('keeps everything where nothing is ours', () => {
    expect(disconnectNotification(of(theirs), ours)).to.deep.equal({ kind: 'kept' })
  })
})
