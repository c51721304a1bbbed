import { expect } from 'chai'
import { readSourceTemplate } from '../../../operate/stage/source-template.ts'

describe('what a connected bucket is given', () => {
  const { events, statements } = readSourceTemplate()

  it("is what the template gives to a bucket of the stack's own", () => {
    expect(events).to.include.members(['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'])
    expect(events).to.have.length(5)
  })

  it('lets Cloudinary read the objects, and keeps nobody out', () => {
    expect(statements('arn:aws:s3:::studio')).to.deep.equal([
      {
        Sid: 'AllowCloudinaryToRead',
        Effect: 'Allow',
        Principal: { AWS: '232482882421' },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::studio/*',
      },
    ])
  })
})
