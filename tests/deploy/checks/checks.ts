import { alarms } from './alarms.ts'
import { attempts, logRetention, uploadsAtOnce } from './functions.ts'
import { secrets, sourceAccounts, wildcards } from './permissions.ts'
import { deadLetterRetention, encryption, partialBatches, transport, visibility } from './queues.ts'
import type { Check } from './template.ts'
import { keptVersions, transferAddresses, transferPermission, transferPorts, transferProtocols } from './transfer.ts'

/** What every template of ours must stand. */
export const checks: readonly Check[] = [
  alarms,
  attempts,
  deadLetterRetention,
  encryption,
  keptVersions,
  logRetention,
  partialBatches,
  secrets,
  sourceAccounts,
  transferAddresses,
  transferPermission,
  transferPorts,
  transferProtocols,
  transport,
  uploadsAtOnce,
  visibility,
  wildcards,
]
