import { expect } from 'chai'
import { mayCloudinaryRead } from '../../../local/cloudinary/source/policy.ts'

const allow = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::232482882421:root' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::bucket/*',
}

describe("a bucket's policy", () => {
  const may = (...statements: object[]) =>
    mayCloudinaryRead(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'bucket', 'a/ü&b.jpg')

  const granting: [string, object][] = [
    ['an account by its root', allow],
    ['an account by its number', { ...allow, Principal: { AWS: '232482882421' } }],
    ['several accounts', { ...allow, Principal: { AWS: ['123456789012', '232482882421'] } }],
    ['everybody', { ...allow, Principal: '*' }],
    ['several actions', { ...allow, Action: ['s3:PutObject', 's3:getobject'] }],
    ['all that reads', { ...allow, Action: 's3:Get*' }],
    ['everything', { ...allow, Action: '*', Resource: '*' }],
    ['a folder', { ...allow, Resource: 'arn:aws:s3:::bucket/a/*' }],
    ['several resources', { ...allow, Resource: ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*.jpg'] }],
    ['one letter of any kind', { ...allow, Resource: 'arn:aws:s3:::bucket/?/*' }],
  ]
  for (const [what, statement] of granting) {
    it(`lets Cloudinary read when it names ${what}`, () => expect(may(statement)).to.equal(true))
  }

  const withholding: [string, object[]][] = [
    ['nothing', []],
    ['another account', [{ ...allow, Principal: { AWS: '123456789012' } }]],
    ['a service', [{ ...allow, Principal: { Service: 'sqs.amazonaws.com' } }]],
    ['a user of that account only', [{ ...allow, Principal: { AWS: 'arn:aws:iam::232482882421:user/x' } }]],
    ['another action', [{ ...allow, Action: 's3:ListBucket' }]],
    ['the bucket but not its objects', [{ ...allow, Resource: 'arn:aws:s3:::bucket' }]],
    ['another bucket', [{ ...allow, Resource: 'arn:aws:s3:::buckets/*' }]],
    ['another folder', [{ ...allow, Resource: 'arn:aws:s3:::bucket/b/*' }]],
    ['names in which a dot is no wildcard', [{ ...allow, Resource: 'arn:aws:s3:::bucket/a/....jpg' }]],
    ['a condition', [{ ...allow, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }]],
    ['a denial', [allow, { ...allow, Effect: 'Deny', Resource: 'arn:aws:s3:::bucket/a/*' }]],
    ['a denial of everybody', [{ ...allow, Effect: 'Deny', Principal: '*', Action: 's3:*' }, allow]],
  ]
  for (const [what, statements] of withholding) {
    it(`lets Cloudinary read nothing when it names ${what}`, () => expect(may(...statements)).to.equal(false))
  }

  it('may deny something else, or those who come without TLS', () => {
    const denied = { ...allow, Effect: 'Deny' }
    expect(may(allow, { ...denied, Resource: 'arn:aws:s3:::bucket/b/*' })).to.equal(true)
    expect(may(allow, { ...denied, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })).to.equal(true)
    expect(may(allow, { ...denied, Action: 's3:DeleteObject' })).to.equal(true)
  })

  it('grants nothing when it cannot be understood', () => {
    for (const policy of ['', '{}', '{"Statement":1}']) expect(mayCloudinaryRead(policy, 'bucket', 'k')).to.equal(false)
  })

  it('may be a single statement', () => {
    expect(mayCloudinaryRead(JSON.stringify({ Statement: allow }), 'bucket', 'k')).to.equal(true)
  })
})
