import { expect } from 'chai'
import { connectPolicy, disconnectPolicy } from '../../../operate/connect/policy.ts'
import { parsePolicy, type Statement } from '../../../operate/stage/policy.ts'

const ours: Statement = {
  Sid: 'AllowCloudinaryToRead',
  Effect: 'Allow',
  Principal: { AWS: '232482882421' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::studio/*',
}

const theirs: Statement = {
  Sid: 'TheirPartner',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: ['s3:PutObject', 's3:GetObject'],
  Resource: 'arn:aws:s3:::studio/in/*',
}

const nameless: Statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::studio' }

function of(...Statement: Statement[]) {
  return { Version: '2012-10-17', Statement }
}

describe('connecting a policy', () => {
  const kept: [string, Statement][] = [
    ['ours is there', ours],
    ['AWS has written the account as its root user', { ...ours, Principal: { AWS: 'arn:aws:iam::232482882421:root' } }],
    ['AWS has written lists of one', { ...ours, Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::studio/*'] }],
  ]
  for (const [name, statement] of kept) {
    it(`keeps everything where ${name}`, () => {
      expect(connectPolicy(of(nameless, statement, theirs), [ours])).to.deep.equal({ kind: 'kept' })
    })
  }

  it('makes a policy where there is none', () => {
    expect(connectPolicy(undefined, [ours])).to.deep.equal({ kind: 'put', action: 'add', wanted: of(ours) })
  })

  it("adds ours to others', a single statement outside of a list included", () => {
    const present = parsePolicy(JSON.stringify({ Version: '2008-10-17', Id: 'theirs', Statement: theirs }))
    const wanted = { Version: '2008-10-17', Id: 'theirs', Statement: [theirs, ours] }
    expect(connectPolicy(present, [ours])).to.deep.equal({ kind: 'put', action: 'add', wanted })
  })

  const changed: [string, Partial<Statement>][] = [
    ['another bucket', { Resource: 'arn:aws:s3:::other/*' }],
    ['another account', { Principal: { AWS: '111122223333' } }],
    ['a condition', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['the contrary', { Effect: 'Deny' }],
  ]
  for (const [name, difference] of changed) {
    it(`replaces ours where it says ${name}`, () => {
      const present = of(theirs, { ...ours, ...difference })
      expect(connectPolicy(present, [ours])).to.deep.equal({ kind: 'put', action: 'change', wanted: of(theirs, ours) })
    })
  }
})

describe('disconnecting a policy', () => {
  it("takes ours and nothing of others'", () => {
    const wanted = of(nameless, theirs)
    expect(disconnectPolicy(of(nameless, ours, theirs), [ours])).to.deep.equal({
      kind: 'put',
      action: 'remove',
      wanted,
    })
  })

  it('takes the policy away where nothing else is in it', () => {
    expect(disconnectPolicy(of(ours), [ours])).to.deep.equal({ kind: 'put', action: 'remove', wanted: undefined })
  })

  for (const [name, present] of [
    ['there is none', undefined],
    ['nothing is ours', of(theirs)],
  ] as const) {
    it(`keeps everything where ${name}`, () => {
      expect(disconnectPolicy(present, [ours])).to.deep.equal({ kind: 'kept' })
    })
  }
})
