import { type Defect, defectsOf } from './defect.ts'

const readMessage = defectsOf<typeof import('../../../shared/event/read-message.ts')>('shared/event/read-message.ts')
const key = defectsOf<typeof import('../../../shared/event/key.ts')>('shared/event/key.ts')
const sourcePort = defectsOf<typeof import('../source-port.ts')>('tests/simulation/source-port.ts')

/** Defects in what is read of messages and of S3. */
export const READING: readonly Defect[] = [
  readMessage('drops an event by its sequencer', 'readMessage', (original) => (body, bucket) => {
    const { events, unreadable } = original(body, bucket)
    return { events: events.filter(({ sequencer }) => (sequencer ?? '') >= '0069'), unreadable }
  }),
  readMessage('reads the first record only', 'readMessage', (original) => (body, bucket) => {
    const { events, unreadable } = original(body, bucket)
    return events.length > 0 ? { events: events.slice(0, 1), unreadable: [] } : { events, unreadable }
  }),
  readMessage('does not listen to restores', 'readMessage', (original) => (body, bucket) => {
    const { events, unreadable } = original(body, bucket)
    return { events: events.filter(({ name }) => !name.startsWith('ObjectRestore')), unreadable }
  }),
  key('does not decode the key', 'decodeEventKey', () => (encoded) => encoded),
  sourcePort('takes a 403 for an absence', 'simulatedSource', (original) => (world, invocation) => {
    const source = original(world, invocation)
    const observe: typeof source.observe = async (name) => {
      try {
        return await source.observe(name)
      } catch (thrown) {
        if (thrown instanceof Error && 'code' in thrown && thrown.code === 's3-403') return { state: 'absent' }
        throw thrown
      }
    }
    return { ...source, observe }
  }),
]
