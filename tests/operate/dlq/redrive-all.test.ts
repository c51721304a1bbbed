import { expect } from 'chai'
import { moveLetters } from '../../../operate/dlq/redrive-all.ts'
import type { MoveProgress } from '../../../operate/dlq/sqs-move-tasks.ts'

/** A task that reports one progress after the other. */
function play(steps: readonly Partial<MoveProgress>[], interruptAt = Number.POSITIVE_INFINITY) {
  const interruption = new AbortController()
  let looks = 0
  const cancelled: string[] = []
  const progress = async (): Promise<MoveProgress> => {
    if (++looks === interruptAt) interruption.abort()
    const step = steps[Math.min(looks, steps.length) - 1]
    return { status: 'running', moved: 0, toMove: 100, failure: undefined, ...step }
  }
  const cancel = async (task: string) => {
    cancelled.push(task)
    return 42
  }
  const tasks = { start: async () => 'task', progress, cancel }
  const order = { tasks, perSecond: 10, signal: interruption.signal, sleep: async () => {}, onProgress: () => {} }
  return { moving: moveLetters(order), cancelled }
}

describe('moving all dead letters', () => {
  it('waits until the queue has moved them', async () => {
    const { moving, cancelled } = play([{ moved: 50 }, { moved: 100, status: 'completed' }])
    expect(await moving).to.include({ end: 'completed', moved: 100, toMove: 100 })
    expect(cancelled).to.deep.equal([])
  })

  it('cancels the task when it is interrupted, and says how many it has moved', async () => {
    const { moving, cancelled } = play([{ moved: 10 }, { moved: 40 }], 2)
    expect(await moving).to.include({ end: 'interrupted', moved: 42 })
    expect(cancelled).to.deep.equal(['task'])
  })

  it('stops where they come back as fast as they are moved', async () => {
    const { moving, cancelled } = play([{ moved: 100 }, { moved: 110 }, { moved: 111 }])
    expect(await moving).to.include({ end: 'redrive-loop', moved: 42 })
    expect(cancelled).to.deep.equal(['task'])
  })

  it('does not stop where SQS has not said yet how many there are', async () => {
    const { moving } = play([
      { moved: 50, toMove: 0 },
      { moved: 100, status: 'completed' },
    ])
    expect(await moving).to.include({ end: 'completed', moved: 100 })
  })

  it('says why the queue has given up', async () => {
    const { moving } = play([{ status: 'failed', moved: 3, failure: 'NonExistentQueue' }])
    expect(await moving).to.include({ end: 'failed', moved: 3, failure: 'NonExistentQueue' })
  })
})
