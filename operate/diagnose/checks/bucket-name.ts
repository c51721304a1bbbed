import { type Check, judge, skipped } from '../check.ts'
import { NO_S3_TRANSFER, usesS3Transfer } from '../transfer.ts'

/** Cloudinary can be told of the bucket's objects by s3:// URLs. */
export const bucketName: Check = {
  description: "The bucket's name has no dot, so that Cloudinary takes its s3:// URLs",
  async run({ bucket, rules, stage }) {
    if (!usesS3Transfer({ rules, stage })) return skipped(NO_S3_TRANSFER)
    const issues = bucket.name.includes('.') ? [`${bucket.name} has one: presigned URLs are used instead`] : []
    return judge(issues, 'Say transfer: "presigned" in the defaults of mirror.config.ts, or use another bucket.')
  },
}
