import { writeMessage } from '../event/write-message.ts'
import type { Owners } from '../ledger/owners.ts'
import type { CloudinaryAccount } from '../ports/account.ts'
import type { Clock } from '../ports/clock.ts'
import type { Queue } from '../ports/queue.ts'
import { readNotification, readRequest, type WebhookRequest } from './notification.ts'

/** What receiving a notification reaches of the outside world. */
export interface WebhookDependencies {
  readonly bucket: string
  readonly owners: Pick<Owners, 'read'>
  readonly queue: Pick<Queue, 'send'>
  readonly clock: Pick<Clock, 'nowMs'>
  /** Reads the account whose secret signs. It is not asked for what does not look as Cloudinary's requests do. */
  readonly account: () => Promise<Pick<CloudinaryAccount, 'apiSecret'>>
}

/** The HTTP answer, and what happened for the log. */
export interface WebhookAnswer {
  readonly status: 200 | 401 | 503
  readonly outcome: 'queued' | 'ignored' | 'rejected' | 'unreadable'
  readonly reason: string
  readonly key?: string
}

/**
 * Takes a notification of Cloudinary's and puts a change for the asset's key on the queue, nothing more: the worker looks for
 * itself. So one that comes twice, late or never does no harm.
 */
export async function receiveNotification(
  request: WebhookRequest,
  dependencies: WebhookDependencies,
): Promise<WebhookAnswer> {
  const atMs = dependencies.clock.nowMs()
  const signed = readRequest(request, atMs)
  if ('kind' in signed) return { status: 401, outcome: 'rejected', reason: signed.reason }
  const apiSecret = await readSecret(dependencies)
  // Cloudinary sends it again.
  if (apiSecret === undefined) return { status: 503, outcome: 'unreadable', reason: 'the account cannot be read now' }
  const notification = readNotification(signed, apiSecret)
  if (notification.kind === 'rejected') return { status: 401, outcome: 'rejected', reason: notification.reason }
  if (notification.kind === 'ignored') return { status: 200, outcome: 'ignored', reason: notification.reason }
  const owned = await dependencies.owners.read(notification.address)
  if (!owned) return { status: 200, outcome: 'ignored', reason: 'no key owns the asset' }
  const key = owned.owner
  await dependencies.queue.send([writeMessage({ bucket: dependencies.bucket, key, source: 'webhook', atMs })])
  return { status: 200, outcome: 'queued', reason: 'Cloudinary is done with it', key }
}

async function readSecret({ account }: WebhookDependencies): Promise<string | undefined> {
  try {
    return (await account()).apiSecret
  } catch {
    // The worker tells why, by an alarm: it needs the same secret.
    return undefined
  }
}
