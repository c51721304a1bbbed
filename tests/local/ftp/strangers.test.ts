import { once } from 'node:events'
import { expect } from 'chai'
import { fakeClock } from '../../support/fake-clock.ts'
import { password, startBucket, type TestBucket, user } from './bucket.ts'
import { RawClient, untilClosed } from './clients.ts'

const MINUTE_MS = 60_000

describe('local/ftp: strangers', () => {
  const buckets: TestBucket[] = []
  afterEach(async () => {
    for (const bucket of buckets.splice(0)) await bucket.stop()
  })

  async function start(options: Parameters<typeof startBucket>[0] = {}): Promise<TestBucket> {
    const bucket = await startBucket(options)
    buckets.push(bucket)
    return bucket
  }

  async function greeted(bucket: TestBucket): Promise<RawClient> {
    const raw = new RawClient(bucket.ftp)
    expect(await raw.code()).to.equal(220)
    return raw
  }

  async function login(raw: RawClient, word: string, name = user): Promise<string> {
    await raw.ask(`USER ${name}`)
    return raw.ask(`PASS ${word}`)
  }

  /** Guesses until it is told to wait, and returns for how many seconds. */
  async function guessUntilPaused(raw: RawClient, name = user): Promise<{ guesses: number; seconds: number }> {
    for (let guesses = 0; guesses < 50; guesses++) {
      const [, seconds] = /Wait (\d+) s\./.exec(await login(raw, 'wrong', name)) ?? []
      if (seconds !== undefined) return { guesses, seconds: Number(seconds) }
    }
    throw new Error('expected a pause, found none after 50 guesses')
  }

  it('wait longer after each wrong password, over whatever connection, and then even the right one is not looked at', async () => {
    const clock = fakeClock()
    const bucket = await start({ nowMs: clock.nowMs })
    const one = await greeted(bucket)
    const first = await guessUntilPaused(one)
    expect(first).to.deep.equal({ guesses: 5, seconds: 1 })
    const other = await greeted(bucket)
    expect(await login(other, password)).to.match(/^530 .*Wait 1 s/)
    const pauses = [first.seconds]
    while (pauses.length < 12) {
      clock.advance((pauses.at(-1) ?? 0) * 1000)
      const { guesses, seconds } = await guessUntilPaused(other)
      expect(guesses).to.equal(1)
      pauses.push(seconds)
    }
    expect(pauses).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
    clock.advance(900_000)
    expect(await login(other, password)).to.match(/^230/)
    expect((await guessUntilPaused(one)).guesses, 'wrong passwords that are free again').to.equal(5)
  })

  it('have nothing forgotten but what they did wrong for the user whose password they know', async () => {
    const identify = async () => ({})
    const bucket = await start({ nowMs: fakeClock().nowMs, identify })
    const raw = await greeted(bucket)
    expect((await guessUntilPaused(raw, 'victim')).guesses).to.equal(5)
    expect(await login(raw, password)).to.match(/^230/)
    expect(await login(raw, 'wrong', 'victim')).to.match(/^530 .*Wait 1 s/)
    // Of many names it is told to wait too, however often it logs in between.
    for (let guesses = 5; guesses < 100; guesses++) {
      expect(await login(raw, password)).to.match(/^230/)
      const answer = await login(raw, 'wrong', `name-${guesses}`)
      expect(answer, `guess ${guesses}`).to.equal('530 Wrong user or password.\r\n')
    }
    expect(await login(raw, 'wrong', 'another')).to.match(/^530 .*Wait 1 s/)
  })

  it('are forgotten after a day', async () => {
    const clock = fakeClock()
    const bucket = await start({ nowMs: clock.nowMs })
    const raw = await greeted(bucket)
    await guessUntilPaused(raw)
    clock.advance(24 * 60 * MINUTE_MS)
    expect((await guessUntilPaused(raw)).guesses).to.equal(5)
  })

  it('are told to go where there are too many, until one has gone', async () => {
    const bucket = await start({ limits: { connectionsMax: 2 } })
    const [one] = [await greeted(bucket), await RawClient.loggedIn(bucket.ftp)]
    const third = new RawClient(bucket.ftp)
    expect(await third.reply()).to.match(/^421 Too many connections/)
    await untilClosed(third.socket)
    expect(await one?.ask('QUIT')).to.match(/^221/)
    if (one) await untilClosed(one.socket)
    const next = await greeted(bucket)
    expect(await login(next, password)).to.match(/^230/)
  })

  it('are told to go when they say nothing, before a login and after it', async () => {
    const bucket = await start({ limits: { loginIdleMs: 50, idleMs: 100 } })
    const silent = await greeted(bucket)
    expect(await silent.reply()).to.match(/^421 Idle/)
    await untilClosed(silent.socket)
    const known = await RawClient.loggedIn(bucket.ftp)
    expect(await known.reply()).to.match(/^421 Idle/)
    await untilClosed(known.socket)
  })

  it('may be silent while their file is on the way', async () => {
    const bucket = await start({ limits: { idleMs: 50 } })
    const raw = await RawClient.loggedIn(bucket.ftp)
    const data = await raw.storing('slow.jpg')
    // Longer than the limit: the timer of the control connection has run out by then.
    await new Promise((resolve) => setTimeout(resolve, 200))
    data.end('slow')
    expect(await raw.code()).to.equal(226)
    expect(await bucket.text('slow.jpg')).to.equal('slow')
    raw.socket.destroy()
  })

  it("cannot send commands in a form of a web page's", async () => {
    const bucket = await start()
    const raw = await greeted(bucket)
    const commands = `USER ${user}\r\nPASS ${password}\r\nMKD planted\r\n`
    raw.socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:2121\r\n\r\n${commands}`)
    expect(await raw.code()).to.equal(500)
    if (!raw.socket.closed) await once(raw.socket, 'close')
    expect(await bucket.keys()).to.deep.equal([])
  })

  it('may give files a name like that all the same', async () => {
    const bucket = await start()
    const raw = await RawClient.loggedIn(bucket.ftp)
    expect(await raw.ask('MKD notes on HTTP/1.1')).to.match(/^257/)
    expect(await bucket.keys()).to.deep.equal(['notes on HTTP/1.1/'])
    raw.socket.destroy()
  })
})
