import { TRANSFERS, type Transfer } from '../../shared/model/desired-asset.ts'
import type { DiagnosisContext } from './context.ts'

/** Why Cloudinary's permission to read does not matter. */
export const NO_S3_TRANSFER = 'nothing is transferred by s3:// URLs, for which alone Cloudinary needs a permission'

/** True where some key's object is read by Cloudinary from the bucket itself. */
export function usesS3Transfer({ rules, stage }: Pick<DiagnosisContext, 'rules' | 'stage'>): boolean {
  const always = TRANSFERS.find((transfer) => transfer === stage.environment.OBJECT_TRANSFER)
  if (always !== undefined) return always === 's3'
  const { config } = rules
  const usual = config.defaults?.transfer ?? 's3'
  const isS3 = (transfer: Transfer | undefined) => (transfer ?? usual) === 's3'
  return usual === 's3' || (config.rules ?? []).some(({ transfer, ignore }) => !ignore && isS3(transfer))
}
