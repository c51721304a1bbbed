import { expect } from 'chai'
import { rateMs, startSchedule } from '../../../local/lambda/schedule.ts'

describe('a schedule', () => {
  for (const [rate, expected] of [
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
  ] as const) {
    it(`of ${rate} is one of ${expected} ms`, () => {
      expect(rateMs(rate)).to.equal(expected)
    })
  }

  it('of anything else is refused with an example', () => {
    expect(() => rateMs('cron(0 * * * ? *)')).to.throw(/expected a rate such as rate\(1 hour\).*found cron/)
  })

  it('is only what an event says that has one', () => {
    const never = async () => undefined
    expect(startSchedule({ sqs: { arn: 'x' } }, never)).to.equal(undefined)
    const schedule = startSchedule({ schedule: { rate: ['rate(1 hour)'] } }, never)
    expect(schedule).not.to.equal(undefined)
    schedule?.stop()
    expect(startSchedule({ schedule: { rate: ['rate(1 hour)'], enabled: false } }, never)).to.equal(undefined)
  })
})
