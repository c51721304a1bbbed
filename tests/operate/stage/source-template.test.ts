import { expect } from 'chai'
import { readableKeys, readSourceTemplate } from '../../../operate/stage/source-template.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../../shared/rules/schema.ts'
import { STUDIO } from '../source-facts.ts'

describe('what a connected bucket is given', () => {
  const { events, statements, reader } = readSourceTemplate()
  const read = {
    Sid: 'AllowCloudinaryToRead',
    Effect: 'Allow',
    Principal: { AWS: '232482882421' },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::studio/*',
  }
  const keep = (...writers: readonly string[]) => ({
    Sid: 'DenyMarkerToOthers',
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:PutObject*', 's3:DeleteObject*'],
    Resource: 'arn:aws:s3:::studio/.wellknown/*',
    Condition: {
      ArnNotLike: {
        'aws:PrincipalArn': ['root', ...writers].map((name) => `arn:aws:iam::111122223333:${name}`),
      },
    },
  })

  it("is what the template gives to a bucket of the stack's own", () => {
    expect(events).to.include.members(['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'])
    expect(events).to.have.length(5)
  })

  it('lets Cloudinary read the objects, and keeps nobody out but from the marker', () => {
    expect(statements(STUDIO)).to.deep.equal([read, keep('*')])
    expect(reader).to.equal('232482882421')
  })

  it('lets Cloudinary read a part only, and those who are named write the marker, where that is known', () => {
    const readable = ['.wellknown/cloudinary/*', 'uploads/*']
    const Resource = ['arn:aws:s3:::studio/.wellknown/cloudinary/*', 'arn:aws:s3:::studio/uploads/*']
    const given = statements({ ...STUDIO, readable, deployer: 'role/ci user/staff/anna' })
    expect(given).to.deep.equal([{ ...read, Resource }, keep('role/ci', 'role/*/ci', 'user/staff/anna')])
  })

  const cases: readonly (readonly [string, MirrorConfig, readonly string[]])[] = [
    ['all without rules', {}, ['*']],
    ['the sources and the marker', { sources: [{ prefix: 'a/' }] }, ['.wellknown/cloudinary/*', 'a/*']],
    ['all where one source is all', { sources: [{ prefix: 'a/' }, { folder: 'b' }] }, ['*']],
    ['all where a policy could not name a source', { sources: [{ prefix: 'a*/' }] }, ['*']],
  ]
  for (const [name, config, readable] of cases) {
    it(`has Cloudinary read ${name}`, () => {
      expect(readableKeys(new Rules(config))).to.deep.equal(readable)
    })
  }
})
