import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import { type BuildAppOptions, buildApp } from 'fauxqs'

type Stores = NonNullable<BuildAppOptions['stores']>

export type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
export type S3Store = Stores['s3Store']
export type SqsStore = Stores['sqsStore']
export type SqsQueue = NonNullable<ReturnType<SqsStore['getQueue']>>
export type SqsMessage = SqsQueue['messages'][number]
export type S3Persistence = NonNullable<S3Store['persistence']>

/** What makes a message of SQS: body, attributes, delay, group, deduplication id. */
export type CreateMessage = (
  body: string,
  attributes?: SqsMessage['messageAttributes'],
  delaySeconds?: number,
  groupId?: string,
  deduplicationId?: string,
) => SqsMessage

export interface Fauxqs {
  readonly app: FastifyInstance
  readonly s3: S3Store
  readonly sqs: SqsStore
  readonly createMessage: CreateMessage
}

interface StoreClasses {
  readonly S3Store: new () => S3Store
  readonly SqsStore: { new (): SqsStore; readonly createMessage: CreateMessage }
  readonly SnsStore: new () => Stores['snsStore']
}

// buildApp() takes the stores from its caller, but the package does not export their classes.
async function importStoreClasses(): Promise<StoreClasses> {
  const entry = import.meta.resolve('fauxqs')
  const { S3Store }: Pick<StoreClasses, 'S3Store'> = await import(new URL('s3/s3Store.js', entry).href)
  const { SqsStore }: Pick<StoreClasses, 'SqsStore'> = await import(new URL('sqs/sqsStore.js', entry).href)
  const { SnsStore }: Pick<StoreClasses, 'SnsStore'> = await import(new URL('sns/snsStore.js', entry).href)
  return { S3Store, SqsStore, SnsStore }
}

function isInitialization(message: unknown): message is { fastify: FastifyInstance } {
  return typeof message === 'object' && message !== null && 'fastify' in message
}

/** Builds fauxqs without starting it; `prepare` gets the Fastify instance before any route exists. */
export async function buildFauxqs(prepare: (fauxqs: Fauxqs) => void): Promise<Fauxqs> {
  const { S3Store, SqsStore, SnsStore } = await importStoreClasses()
  const stores = { s3Store: new S3Store(), sqsStore: new SqsStore(), snsStore: new SnsStore() }
  // Without a host of its own the store puts the host of the request into queue URLs.
  stores.sqsStore.host = ''
  const parts = {
    s3: stores.s3Store,
    sqs: stores.sqsStore,
    createMessage: SqsStore.createMessage,
  }
  const onInitialization = (message: unknown) => {
    if (isInitialization(message)) prepare({ app: message.fastify, ...parts })
  }
  // buildApp() is synchronous, so no other instance can be seen while we are subscribed.
  subscribe('fastify.initialization', onInitialization)
  try {
    const app = buildApp({ logger: false, defaultRegion: 'us-east-1', stores })
    return { app, ...parts }
  } finally {
    unsubscribe('fastify.initialization', onInitialization)
  }
}
