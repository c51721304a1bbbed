import { accountCases } from './account.ts'
import { bucketCases } from './bucket.ts'
import type { Case } from './case.ts'
import { notificationCases } from './notification.ts'
import { queueCases } from './queue.ts'

/** Every way in which a stage can be broken that shows on the local stack. */
export const cases: readonly Case[] = [...notificationCases, ...bucketCases, ...queueCases, ...accountCases]
