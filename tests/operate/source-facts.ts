import type { SourceFacts } from '../../operate/stage/source-template.ts'

/** A bucket of which Cloudinary reads all, and whose marker anybody of the account may write. */
export const STUDIO: SourceFacts = {
  bucketArn: 'arn:aws:s3:::studio',
  partition: 'aws',
  accountId: '111122223333',
  deployer: '*',
  readable: ['*'],
}
