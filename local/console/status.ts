import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { LedgerBreaker } from '../../shared/breaker/breaker.ts'
import { stopOf } from '../../shared/breaker/state.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { MirroredAccount } from '../account.ts'
import type { Activity, ActivityEntry } from './activity.ts'

const ASSETS_SHOWN = 200

/** What the console shows. All of it is read again for each look. */
export interface ConsoleStatus {
  /** The account that is mirrored into. */
  readonly account: { readonly cloudName: string; readonly isStandIn: boolean }
  /** Approximate numbers of messages. */
  readonly queue: { readonly visible: number; readonly inFlight: number }
  readonly deadLetters: number
  /** Why nothing is mirrored now; left out while changes are. */
  readonly stopped?: string
  /** The latest activity, newest first. */
  readonly activity: readonly ActivityEntry[]
  /** Keys and their assets, in the order of the keys. */
  readonly assets: readonly {
    readonly key: string
    readonly state: string
    readonly asset: string
    /** Where the asset can be seen, if it is a picture. */
    readonly picture: string | undefined
  }[]
  /** True where there are more assets than are shown. */
  readonly isCut: boolean
}

/** Where the console's status is read from. */
export interface ConsoleSources {
  readonly sqs: SQSClient
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
  readonly ledger: Ledger
  readonly breaker: LedgerBreaker
  readonly activity: Activity
  readonly account: Pick<MirroredAccount, 'cloudName' | 'deliveryUrl' | 'isStandIn'>
}

/** Reads what the console shows. */
export async function readStatus(sources: ConsoleSources): Promise<ConsoleStatus> {
  const { sqs, queueUrl, deadLetterQueueUrl, ledger, breaker, activity, account } = sources
  const [queue, dead, page, state] = await Promise.all([
    countMessages(sqs, queueUrl),
    countMessages(sqs, deadLetterQueueUrl),
    ledger.list(undefined, ASSETS_SHOWN),
    breaker.state(),
  ])
  const stop = stopOf(state)
  const assets = page.items.map((entry) => describe(entry, account.deliveryUrl))
  return {
    account: { cloudName: account.cloudName, isStandIn: account.isStandIn },
    queue,
    deadLetters: dead.visible + dead.inFlight,
    ...(stop && { stopped: stop.reason }),
    activity: activity.latest(),
    assets,
    isCut: !page.isLast,
  }
}

async function countMessages(sqs: SQSClient, queueUrl: string): Promise<ConsoleStatus['queue']> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] })
  const { Attributes = {} } = await sqs.send(command)
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes
  return {
    visible: Number(ApproximateNumberOfMessages ?? 0),
    inFlight: Number(ApproximateNumberOfMessagesNotVisible ?? 0),
  }
}

function describe(entry: Entry, deliveryUrl: string): ConsoleStatus['assets'][number] {
  const { key, applied, refused } = entry
  if (applied.state === 'nothing') {
    const waiting = entry.deletion?.state !== 'withheld' ? 'waiting' : 'waiting for an asset that the guard keeps'
    return { key, state: refused ? `refused: ${refused.reason}` : waiting, asset: '', picture: undefined }
  }
  const { resourceType, type, publicId } = applied.address
  const version = applied.state === 'asset' ? `v${applied.version}/` : ''
  const path = publicId.split('/').map(encodeURIComponent).join('/')
  const isPicture = resourceType === 'image' && type === 'upload'
  const picture = isPicture ? `${deliveryUrl}/image/upload/${version}${path}` : undefined
  const state = applied.state === 'asset' ? resourceType : 'in doubt'
  const kept = entry.deletion?.state !== 'withheld' ? '' : 'kept by the guard, though its object is gone: '
  return { key, state: `${kept}${state}`, asset: publicId, picture }
}
