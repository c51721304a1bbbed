import { expect } from 'chai'
import { backOffSeconds, haltSeconds, pollSeconds, waitSeconds } from '../../shared/outcome/pace.ts'
import { fakeClock } from '../support/fake-clock.ts'

/** After so many deliveries the queue gives a message up. */
const DELIVERIES = 100

describe('waiting for another key', () => {
  const pauses = Array.from({ length: DELIVERIES }, (_, index) => pollSeconds(index + 1))
  const sum = (seconds: readonly number[]) => seconds.reduce((a, b) => a + b, 0)

  it('begins quickly, and looks every 15 seconds for some minutes', () => {
    expect(pauses.slice(0, 6)).to.deep.equal([1, 2, 4, 8, 15, 15])
    expect(pauses[29]).to.equal(15)
  })

  it('outlasts an outage of six hours before the queue gives the message up', () => {
    expect(sum(pauses)).to.be.greaterThan(6 * 3600)
  })

  it('never pauses for long against what it has waited already', () => {
    for (const [index, pause] of pauses.entries()) {
      if (index >= 10) expect(pause).to.be.at.most(sum(pauses.slice(0, index)) / 4)
    }
  })
})

describe('waiting for the stage', () => {
  const pauses = Array.from({ length: DELIVERIES }, (_, index) => haltSeconds(index + 1, fakeClock()))

  it('is half a minute each time, for as long as it takes to stop delivery and longer', () => {
    expect(new Set(pauses.slice(0, 30))).to.deep.equal(new Set([30]))
  })

  it('outlasts six hours where delivery is not stopped', () => {
    expect(pauses.reduce((a, b) => a + b, 0)).to.be.greaterThan(6 * 3600)
    expect(Math.max(...pauses)).to.equal(900)
  })
})

describe('backing off', () => {
  const clockWith = (random: number) => ({ ...fakeClock(), random: () => random })
  const secondsOf = (failures: number, random = 0.5, notBeforeMs?: number) =>
    backOffSeconds(failures, { notBeforeMs }, clockWith(random))

  it('doubles up to 15 minutes, and stays there', () => {
    const pauses = Array.from({ length: 12 }, (_, index) => secondsOf(index + 1))
    expect(pauses).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
    expect(secondsOf(10_000)).to.equal(900)
  })

  it('is spread by a quarter either way, in whole seconds', () => {
    expect([secondsOf(5, 0), secondsOf(5, 0.999)]).to.deep.equal([12, 20])
    expect([secondsOf(20, 0), secondsOf(20, 0.999)]).to.deep.equal([675, 1125])
  })

  it('is never before a time that was named, and never longer than the queue can hide a message', () => {
    const nowMs = fakeClock().nowMs()
    expect(secondsOf(1, 0.5, nowMs + 90_001)).to.equal(91)
    expect(secondsOf(12, 0.5, nowMs + 90_000)).to.equal(900)
    expect(secondsOf(1, 0.5, nowMs - 90_000)).to.equal(1)
    expect(secondsOf(1, 0.5, nowMs + 10 * 86_400_000)).to.equal(42_000)
  })
})

describe('waiting for a time', () => {
  for (const [ms, seconds] of [
    [10_000, 10],
    [10_001, 11],
    [1, 1],
    [0, 1],
    [-5000, 1],
    [86_400_000, 42_000],
  ] as const) {
    it(`that is ${ms} ms away is ${seconds} s`, () => {
      const clock = fakeClock()
      expect(waitSeconds(clock.nowMs() + ms, clock)).to.equal(seconds)
    })
  }
})
