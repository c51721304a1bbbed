import type { ConfigFault } from '../../shared/model/config-error.ts'
import { LOCAL } from '../stage/clients.ts'
import { requestSecondsMost, visibilitySecondsLeast } from '../stage/timing.ts'
import { isPending } from './given.ts'
import { parameters } from './parameters.ts'
import { isGiven, missing, read, type Texts } from './texts.ts'
import { transferFaults } from './transfer-faults.ts'

/** What is wrong with parameters that do not go together. A value that is wrong by itself, or not known yet, is in no fault of these. */
export function combinationFaults(stage: string, texts: Texts): readonly ConfigFault[] {
  return [
    ...bucketFaults(texts),
    ...secretFaults(stage, texts),
    ...timingFaults(texts),
    ...transferFaults(stage, texts),
  ]
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
