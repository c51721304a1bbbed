import { type Case, withUrl } from './case.ts'

const ANSWERS = 'Cloudinary answers, and takes the key of the account'

/** What can be wrong with account, settings and ledger. */
export const accountCases: readonly Case[] = [
  {
    name: 'the secret is wrong',
    broken: async (_, stage) => withUrl(stage, (url) => url.replace(':secret@', ':someones@')),
    check: ANSWERS,
    issues: ['Cloudinary: api_secret mismatch'],
    advice: "Put the API environment variable that Cloudinary's console shows",
    silenced: 3,
  },
  {
    name: 'Cloudinary cannot be reached',
    broken: async (_, stage) =>
      withUrl(stage, (url) => url.replace(/127\.0\.0\.1%3A\d+|127\.0\.0\.1:\d+/, '127.0.0.1%3A1')),
    check: ANSWERS,
    issues: ['Cloudinary: connect ECONNREFUSED 127.0.0.1:1'],
    advice: 'Look at https://status.cloudinary.com',
    silenced: 3,
  },
  {
    name: 'the rules allow more than the account takes',
    broken: async () => undefined,
    config: { sizeLimits: { image: 20_000_000, raw: 1_000_000 } },
    check: "The rules' sizeLimits are within those of the Cloudinary account",
    issues: ['the rules allow image files of 20000000 bytes; the account takes 10485760'],
    advice: 'Lower sizeLimits in mirror.config.ts',
  },
  {
    name: 'requests are forgotten early',
    broken: async (_, { environment }) => ({ environment: { ...environment, ATTEMPT_SECONDS: '15' } }),
    check: 'A request to Cloudinary is remembered for longer than it is waited for',
    issues: ['expected more than 15 s, found 15 s'],
    advice: 'Set attemptSeconds',
  },
  {
    name: 'too many uploads run at once',
    broken: async (_, { environment }) => ({ environment: { ...environment, CHANGES_AT_ONCE: '3' } }),
    check: 'At most 10 uploads run at once, as Cloudinary recommends',
    issues: ['found 5 workers with 3 changes at once each'],
    advice: 'Lower maximumConcurrency or changesAtOnce',
  },
  {
    name: 'the ledger is gone',
    broken: async () => ({ table: 'no-such-table' }),
    check: "The ledger's table is there, with its keys and its indexes",
    issues: ['ResourceNotFoundException: Requested resource not found: Table: no-such-table not found'],
    advice: 'Fix what the message says, and run this again.',
    silenced: 2,
  },
]
