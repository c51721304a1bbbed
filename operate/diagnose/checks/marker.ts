import { markerKeyOf } from '../../../shared/model/marker.ts'
import { AUTO, isAnybody, tellWriters } from '../../stage/marker-writers.ts'
import { type Check, judge, skipped } from '../check.ts'
import { repairCommand } from '../repair-command.ts'
import { NO_S3_TRANSFER, usesS3Transfer } from '../transfer.ts'
import { bucket } from './bucket.ts'
import { secret } from './secret.ts'

/** The bucket says which Cloudinary account may read it. */
export const marker: Check = {
  description: 'The bucket says by its marker which Cloudinary account may read it',
  needs: [secret, bucket],
  async run({ account, bucket, rules, stage }) {
    if (!usesS3Transfer({ rules, stage })) return skipped(NO_S3_TRANSFER)
    const key = markerKeyOf((await account()).cloudName)
    const issues = (await bucket.has(key)) ? [] : [`there is no object ${key}`]
    const deployer = stage.environment.DEPLOYER ?? AUTO
    const who = isAnybody(deployer) ? '' : `, run by ${tellWriters(deployer)}`
    return judge(issues, `${repairCommand(stage)} puts it${who}.`)
  },
}
