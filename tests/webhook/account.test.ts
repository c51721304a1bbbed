import { expect } from 'chai'
import { PAUSE_MS, sparingAccount } from '../../shared/webhook/account.ts'
import { rejection } from '../apply/prepare.ts'
import { fakeClock } from '../support/fake-clock.ts'

const account = { cloudName: 'demo', apiKey: 'k', apiSecret: 's', uploadPrefix: undefined }

describe('the account for callers whom nobody knows', () => {
  it('is asked for once where it cannot be read, and again when the pause is over', async () => {
    const clock = fakeClock()
    let reads = 0
    let isReadable = false
    const read = sparingAccount(
      {
        async account() {
          reads++
          if (isReadable) return account
          throw new Error('no permission')
        },
        forget() {},
      },
      clock,
    )
    for (let call = 0; call < 100; call++) expect(await rejection(read())).to.include({ message: 'no permission' })
    expect(reads).to.equal(1)
    isReadable = true
    clock.advance(PAUSE_MS - 1)
    await rejection(read())
    expect(reads).to.equal(1)
    clock.advance(1)
    expect(await read()).to.equal(account)
    expect(reads).to.equal(2)
  })
})
