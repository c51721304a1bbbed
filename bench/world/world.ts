import { mirrorBatch } from '../../shared/batch.ts'
import type { Dependencies } from '../../shared/claim/dependencies.ts'
import { composeLedger, type LedgerTable } from '../../shared/composition/ledger.ts'
import { writeMessage } from '../../shared/event/write-message.ts'
import type { MeasuredOutcome } from '../../shared/outcome/outcome.ts'
import { Random } from '../../tests/simulation/random.ts'
import type { StoreRequest } from '../../tests/simulation/services/object-store.ts'
import type { FakeClock } from '../../tests/support/fake-clock.ts'
import { memoryRows } from '../../tests/support/memory-rows.ts'
import { BUCKET, INVOCATION_MS, MemoryWorld, VISIBILITY_MS } from '../../tests/support/world.ts'
import { type Latencies, TimedCalls, USUAL } from './calls.ts'
import { TimedQueue } from './queue.ts'
import { IndexedTable } from './table.ts'
import { type Time, virtualTime } from './time.ts'
import type { Write } from './traffic.ts'

/** How many work at the queue. */
export interface Crew {
  readonly workers: number
  readonly changesAtOnce: number
}

/** The world in memory, in which calls take time and many workers work at the queue. */
export class BenchWorld extends MemoryWorld {
  readonly time: Time
  readonly latencies: Latencies
  override readonly moments: TimedCalls
  override readonly clock: FakeClock
  override readonly table = new IndexedTable()
  override readonly records: LedgerTable
  override readonly changes: TimedQueue
  readonly outcomes: MeasuredOutcome[] = []
  /** Called with each event in place of the queue, where it is set. */
  onEvent: ((key: string, isThere: boolean) => void) | undefined
  /** Called with what came of each batch. */
  onBatch: (outcomes: readonly MeasuredOutcome[], ms: number) => void = (outcomes) => this.outcomes.push(...outcomes)
  eventsUnderWay = 0
  events = 0
  invocations = 0
  #isOver = false

  constructor(time: Time = virtualTime(), latencies: Latencies = USUAL) {
    super()
    this.time = time
    this.latencies = latencies
    this.moments = new TimedCalls(time, latencies)
    this.changes = new TimedQueue(time, VISIBILITY_MS)
    let count = 0
    const unique = () => `unique${count++}`
    // Pauses are spread by chance: without it all would come back at once.
    const chance = new Random(1)
    const random = () => chance.next()
    this.clock = { nowMs: () => Math.floor(time.nowMs()), random, unique, advance: () => undefined }
    this.records = composeLedger(memoryRows(this.table), BUCKET, this.clock)
  }

  /** Writes to S3, which tells the queue of it so much later than usual. */
  write(request: StoreRequest, eventsAfterMs: readonly number[] = [0]): void {
    const { changes } = this.store.apply(this.clock.nowMs(), request)
    for (const { key, name } of changes) for (const afterMs of eventsAfterMs) this.notify(key, name, afterMs)
  }

  /** Makes writes at their times; resolves when the last one is made. */
  async play(writes: readonly Write[], onWrite: (key: string) => void = () => undefined): Promise<void> {
    const startMs = this.time.nowMs()
    for (const { atMs, request, eventsAfterMs } of writes) {
      const waitMs = startMs + atMs - this.time.nowMs()
      if (waitMs > 0) await this.time.sleep(waitMs)
      this.write(request, eventsAfterMs)
      onWrite(request.key)
    }
  }

  /** Lets S3 tell the queue of a key. */
  notify(key: string, name = 'ObjectCreated:Put', afterMs = 0): void {
    this.events++
    this.eventsUnderWay++
    const { Records } = JSON.parse(writeMessage({ bucket: BUCKET, key, source: 'test', atMs: this.clock.nowMs() }))
    const body = JSON.stringify({ Records: [{ ...Records[0], eventName: name }] })
    this.time.after(this.latencies.event + afterMs, () => {
      this.eventsUnderWay--
      if (this.onEvent) this.onEvent(key, name.startsWith('ObjectCreated'))
      else this.changes.apply(this.clock.nowMs(), { kind: 'send', body })
    })
  }

  /** Lets workers work until the traffic is over and the queue is empty. */
  async run({ workers, changesAtOnce }: Crew, traffic: Promise<void>): Promise<void> {
    this.#isOver = false
    const crew = Array.from({ length: workers }, () => this.#work(changesAtOnce))
    const end = async () => {
      await traffic
      while (this.changes.messages.size + this.eventsUnderWay > 0) await this.time.sleep(5)
      this.#isOver = true
      this.changes.wakeAll()
      await Promise.all(crew)
    }
    await this.time.until(end())
  }

  async #work(changesAtOnce: number): Promise<void> {
    while (!this.#isOver) {
      const messages = this.changes.apply(this.clock.nowMs(), { kind: 'receive', most: 10 }).response
      if (messages.length === 0) {
        await this.changes.wait()
        continue
      }
      this.invocations++
      const startMs = this.time.nowMs()
      const { outcomes, failedIds } = await mirrorBatch(messages, this.#dependencies(changesAtOnce))
      this.onBatch(outcomes, this.time.nowMs() - startMs)
      for (const { id, receiptHandle } of messages)
        if (!failedIds.includes(id)) this.changes.apply(this.clock.nowMs(), { kind: 'delete', receiptHandle })
    }
  }

  #dependencies(changesAtOnce: number): Dependencies {
    const { settings, ...rest } = this.dependencies()
    const deadlineMs = this.clock.nowMs() + INVOCATION_MS
    return { ...rest, settings: { ...settings, changesAtOnce }, deadlineMs }
  }
}
