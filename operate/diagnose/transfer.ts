import type { Rules } from '../../shared/rules/rules.ts'

/** Why Cloudinary's permission to read does not matter. */
export const ONLY_PRESIGNED = 'the rules transfer by presigned URLs only, for which Cloudinary needs no permission'

/** True where some key's object is read by Cloudinary from the bucket itself. */
export function usesS3Transfer({ config }: Rules): boolean {
  const usual = config.defaults?.transfer ?? 's3'
  const isS3 = (transfer: 's3' | 'presigned' | undefined) => (transfer ?? usual) === 's3'
  return usual === 's3' || (config.rules ?? []).some(({ transfer, ignore }) => !ignore && isS3(transfer))
}
