import { expect } from 'chai'
import { UsageError } from '../../../operate/cli/usage-error.ts'
import { type AccountConcurrency, checkConcurrency } from '../../../operate/deploy/concurrency.ts'
import { lookAhead } from '../../../operate/deploy/look-ahead.ts'

const USUAL = { limit: 1000, unreserved: 1000, ownReserved: 0 }
const NEW = { limit: 10, unreserved: 10, ownReserved: 0 }
const wanted = { webhook: 0, workers: 5 }

describe('the functions that an account runs at once', () => {
  it('are no matter where there are many', () => {
    expect(checkConcurrency(USUAL, { webhook: 900, workers: 5 })).to.equal(undefined)
  })

  it('are told of where there are as few as in new accounts', () => {
    expect(checkConcurrency(NEW, wanted)).to.equal(undefined)
    expect(checkConcurrency(NEW, { webhook: 0, workers: 10 }))
      .to.match(
        /^This account runs 10 functions at once, 10 of them without a reservation; 10 workers .* may need 14\./,
      )
      .and.to.contain('request-service-quota-increase')
  })

  const refused: readonly (readonly [string, typeof USUAL, number, number])[] = [
    ['in a new account', NEW, 10, 0],
    ['where others have reserved nearly all', { limit: 1000, unreserved: 105, ownReserved: 0 }, 10, 5],
    ['where more is wanted than before', { limit: 1000, unreserved: 105, ownReserved: 10 }, 20, 15],
  ]
  for (const [where, account, webhook, most] of refused) {
    it(`are too few to reserve some of them ${where}, which is said before anything is made`, () => {
      expect(() => checkConcurrency(account, { ...wanted, webhook }))
        .to.throw(UsageError)
        .with.property('message')
        .that.matches(
          new RegExp(`^expected webhookConcurrency to leave at least 100 .*, found ${webhook}, .*: choose ${most}, or`),
        )
    })
  }

  it('may stay reserved as they are, whatever others have taken since', () => {
    expect(checkConcurrency({ limit: 1000, unreserved: 90, ownReserved: 10 }, { ...wanted, webhook: 10 })).to.equal(
      undefined,
    )
  })

  describe('that cannot be looked at', () => {
    const given = (webhookConcurrency: string) => [
      { name: 'webhookConcurrency', text: webhookConcurrency },
      { name: 'maximumConcurrency', text: '5' },
    ]
    const denied = () => Promise.reject(Object.assign(new Error('not yours'), { name: 'AccessDenied' }))
    const asking = (concurrency: () => Promise<AccountConcurrency>) => ({ concurrency, leftBehind: async () => [] })
    const ahead = { stage: 'no-such-stage', region: 'us-east-1', isRegionGiven: true }

    it('stop no deploy, and are told of where some are to be reserved', async () => {
      expect(await lookAhead({ ...ahead, given: given('0') }, asking(denied))).to.deep.equal([])
      expect(await lookAhead({ ...ahead, given: given('10') }, asking(denied))).to.deep.equal([
        'Whether the account has 10 functions at once to reserve for the webhook could not be looked at: AccessDenied: not yours',
      ])
    })

    it('are no excuse where they can', async () => {
      const thrown: unknown = await lookAhead(
        { ...ahead, given: given('10') },
        asking(async () => NEW),
      ).catch((error) => error)
      expect(thrown).to.be.instanceOf(UsageError)
    })
  })
})
