import { expect } from 'chai'
import { bucket } from '../../../operate/diagnose/checks/bucket.ts'
import { bucketName } from '../../../operate/diagnose/checks/bucket-name.ts'
import { encryption } from '../../../operate/diagnose/checks/encryption.ts'
import { operatedBucket } from '../../../operate/stage/bucket.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import { ACCOUNT, intactQueue, PASS, useDeployedStage } from './deployed.ts'

const $metadata = {}

describe('on a deployed stage', () => {
  const deployed = useDeployedStage()

  describe('the bucket', () => {
    const queue = async () => intactQueue

    it('is found to be in another region', async () => {
      deployed().answer(deployed().stage.s3, { HeadBucketCommand: { $metadata, BucketRegion: 'us-west-2' } })
      expect(await deployed().issuesOf(bucket, { queue })).to.deep.equal([
        'expected studio in eu-west-1, found it in us-west-2',
      ])
    })

    it('passes in the region of the queue', async () => {
      deployed().answer(deployed().stage.s3, { HeadBucketCommand: { $metadata, BucketRegion: 'eu-west-1' } })
      expect(await deployed().find(bucket, { queue })).to.deep.equal(PASS)
    })

    it('of another name may have a dot where the rules need no s3:// URL', async () => {
      const dotted = operatedBucket(deployed().stage.s3, 'studio.example.com')
      expect(await deployed().issuesOf(bucketName, { bucket: dotted })).to.deep.equal([
        'studio.example.com has one: presigned URLs are used instead',
      ])
      const rules = new Rules({ defaults: { transfer: 'presigned' } })
      expect(await deployed().find(bucketName, { bucket: dotted }, rules)).to.have.property('kind', 'skipped')
    })
  })

  describe('encryption', () => {
    const worker = async () => ({ timeoutSeconds: 120, roleArn: `arn:aws:iam::${ACCOUNT}:role/worker` })
    const by = (SSEAlgorithm: 'AES256' | 'aws:kms', KMSMasterKeyID?: string) =>
      deployed().answer(deployed().stage.s3, {
        GetBucketEncryptionCommand: {
          $metadata,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } }],
          },
        },
      })
    const key = (KeyManager: 'AWS' | 'CUSTOMER', Statement: object[], Enabled = true) =>
      deployed().answer(deployed().cloud.kms, {
        DescribeKeyCommand: { $metadata, KeyMetadata: { KeyId: 'the-key', KeyManager, Enabled } },
        GetKeyPolicyCommand: { $metadata, Policy: JSON.stringify({ Statement }) },
      })
    const role = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/worker` },
      Action: 'kms:*',
      Resource: '*',
    }
    const cloudinary = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::232482882421:root' },
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: '*',
    }

    it('by S3 itself needs no key', async () => {
      by('AES256')
      expect(await deployed().find(encryption, { worker })).to.deep.equal(PASS)
      expect(deployed().asked).to.deep.equal(['GetBucketEncryptionCommand'])
    })

    it('by a key that lets the worker and Cloudinary passes', async () => {
      by('aws:kms', 'alias/studio')
      key('CUSTOMER', [role, cloudinary])
      expect(await deployed().find(encryption, { worker })).to.deep.equal(PASS)
    })

    it('by a key that lets neither, and is not enabled, is found', async () => {
      by('aws:kms', 'alias/studio')
      key('CUSTOMER', [{ ...cloudinary, Action: 'kms:DescribeKey' }], false)
      expect(await deployed().issuesOf(encryption, { worker })).to.deep.equal([
        'the key alias/studio is not enabled',
        `the key's policy does not let the role of the worker (arn:aws:iam::${ACCOUNT}:role/worker) kms:Decrypt`,
        "the key's policy does not let Cloudinary (232482882421) kms:Decrypt",
      ])
    })

    it("by AWS's own key keeps Cloudinary out, which matters to s3:// URLs only", async () => {
      by('aws:kms')
      key('AWS', [])
      expect(await deployed().issuesOf(encryption, { worker })).to.deep.equal([
        "objects are encrypted by alias/aws/s3, AWS's own key, which no other account can use: not Cloudinary's",
      ])
      const rules = new Rules({ defaults: { transfer: 'presigned' } })
      expect(await deployed().find(encryption, { worker }, rules)).to.deep.equal(PASS)
    })
  })
})
