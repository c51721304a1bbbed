import type { Setting } from '../../shared/config/settings.ts'
import type { ConfigFault } from '../../shared/model/config-error.ts'
import { LOCAL } from '../stage/clients.ts'
import { requestSecondsMost, visibilitySecondsLeast } from '../stage/timing.ts'
import { isPending } from './given.ts'
import { type ParameterName, parameters } from './parameters.ts'

/** The texts of a deploy's parameters. */
type Texts = ReadonlyMap<string, string>

/** What is wrong with parameters that do not go together. A value that is wrong by itself, or not known yet, is in no fault of these. */
export function combinationFaults(stage: string, texts: Texts): readonly ConfigFault[] {
  return [...bucketFaults(texts), ...secretFaults(stage, texts), ...timingFaults(texts), ...transferFaults(texts)]
}

function read<Value>(texts: Texts, name: ParameterName, { schema }: Setting<Value>): Value | undefined {
  return schema.safeParse(texts.get(name)).data
}

function isGiven(texts: Texts, name: ParameterName): boolean {
  return (texts.get(name) ?? '') !== ''
}

function bucketFaults(texts: Texts): readonly ConfigFault[] {
  const { sourceBucket = '', existingBucket = '' } = Object.fromEntries(texts)
  if (existingBucket === '' || existingBucket === sourceBucket || isPending(existingBucket)) return []
  return [
    {
      name: 'existingBucket',
      expected: `the same as sourceBucket, which is ${sourceBucket}, or nothing: SOURCE_BUCKET in .env sets both`,
      found: JSON.stringify(existingBucket),
    },
  ]
}

/** The local stack is given its account as it is. */
function secretFaults(stage: string, texts: Texts): readonly ConfigFault[] {
  if (stage === LOCAL || isGiven(texts, 'cloudinarySecret')) return []
  return [missing('cloudinarySecret', 'the name of the secret that holds the account')]
}

function timingFaults(texts: Texts): readonly ConfigFault[] {
  const timeout = read(texts, 'workerTimeoutSeconds', parameters.workerTimeoutSeconds)
  if (timeout === undefined) return []
  const waited = requestSecondsMost(timeout)
  const [visibilityLeast, durationMsMost] = [visibilitySecondsLeast(timeout), timeout * 1000 - 1]
  const of = `, where workerTimeoutSeconds is ${timeout}`
  return [
    ...boundFault(
      texts,
      'visibilityTimeoutSeconds',
      [visibilityLeast, Number.POSITIVE_INFINITY],
      `at least ${visibilityLeast}, six times the timeout${of}`,
    ),
    ...boundFault(
      texts,
      'attemptSeconds',
      [waited + 1, Number.POSITIVE_INFINITY],
      `more than ${waited}, for which a request is waited for${of}`,
    ),
    ...boundFault(
      texts,
      'workerDurationMs',
      [0, durationMsMost],
      `at most ${durationMsMost}, since no batch takes longer${of}`,
    ),
  ]
}

function boundFault(
  texts: Texts,
  name: 'visibilityTimeoutSeconds' | 'attemptSeconds' | 'workerDurationMs',
  [min, max]: readonly [number, number],
  expected: string,
): readonly ConfigFault[] {
  const found = read(texts, name, parameters[name])
  return found === undefined || (min <= found && found <= max) ? [] : [{ name, expected, found: String(found) }]
}

/** What each server for clients cannot do without. */
function transferFaults(texts: Texts): readonly ConfigFault[] {
  const transfer = read(texts, 'transfer', parameters.transfer)
  const protocols = read(texts, 'transferProtocols', parameters.transferProtocols)
  const needs: Readonly<Record<string, readonly ParameterName[]>> = {
    sftp: ['transferPublicKey'],
    ftp: ['transferIdentityFunction', 'transferVpc', 'transferSubnets', ...certificateFor(protocols)],
  }
  return (needs[transfer ?? ''] ?? [])
    .filter((name) => !isGiven(texts, name))
    .map((name) => missing(name, `${parameters[name].expected}, because transfer is ${transfer}`))
}

function certificateFor(protocols: readonly string[] = []): readonly ParameterName[] {
  return protocols.includes('FTPS') ? ['transferCertificate'] : []
}

function missing(name: ParameterName, expected: string): ConfigFault {
  return { name, expected, found: 'nothing', example: parameters[name].example }
}
