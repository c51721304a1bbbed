import type { Check } from '../check.ts'
import { account } from './account.ts'
import { alarms } from './alarms.ts'
import { attempts } from './attempts.ts'
import { bucket } from './bucket.ts'
import { bucketName } from './bucket-name.ts'
import { bucketPolicy } from './bucket-policy.ts'
import { clock } from './clock.ts'
import { concurrency } from './concurrency.ts'
import { credentials } from './credentials.ts'
import { encryption } from './encryption.ts'
import { folderMode } from './folder-mode.ts'
import { ftpCertificate } from './ftp-certificate.ts'
import { ftpLogin } from './ftp-login.ts'
import { ftpPermission } from './ftp-permission.ts'
import { ftpServer } from './ftp-server.ts'
import { mapping } from './mapping.ts'
import { marker } from './marker.ts'
import { markerProtection } from './marker-protection.ts'
import { notification } from './notification.ts'
import { queuePolicy } from './queue-policy.ts'
import { redrive } from './redrive.ts'
import { retention } from './retention.ts'
import { rules } from './rules.ts'
import { secret } from './secret.ts'
import { sizeLimits } from './size-limits.ts'
import { subscribers } from './subscribers.ts'
import { table } from './table.ts'
import { tableCare } from './table-care.ts'
import { trouble } from './trouble.ts'
import { uploadPresets } from './upload-presets.ts'
import { visibility } from './visibility.ts'

/** All checks, in the order of the way of a change: who asks, Cloudinary, the bucket, the queue, the ledger, the worker, alarms, FTP clients. */
export const checks: readonly Check[] = [
  credentials,
  clock,
  rules,
  secret,
  account,
  sizeLimits,
  folderMode,
  uploadPresets,
  bucket,
  bucketName,
  notification,
  bucketPolicy,
  markerProtection,
  marker,
  encryption,
  queuePolicy,
  redrive,
  retention,
  visibility,
  table,
  tableCare,
  mapping,
  concurrency,
  attempts,
  trouble,
  alarms,
  subscribers,
  ftpServer,
  ftpCertificate,
  ftpPermission,
  ftpLogin,
]
