import { expect } from 'chai'
import { readMessage } from '../../shared/event/read-message.ts'
import { writeMessage } from '../../shared/event/write-message.ts'

const record = (change: object = {}, object: object = { key: 'a.jpg' }, bucket = 'studio') => ({
  eventVersion: '2.1',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: bucket }, object },
  ...change,
})
const body = (...records: unknown[]) => JSON.stringify({ Records: records })

describe('reading a message', () => {
  it('takes every record, not only the first', () => {
    const { events, unreadable } = readMessage(body(record(), record({}, { key: 'b+c.jpg' })), 'studio')
    expect(events.map(({ key }) => key)).to.deep.equal(['a.jpg', 'b c.jpg'])
    expect(unreadable).to.deep.equal([])
  })

  it('acknowledges the event that S3 sends when notifications are set up', () => {
    const test = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'studio' })
    expect(readMessage(test, 'studio')).to.deep.equal({ events: [], unreadable: [] })
  })

  it('takes unknown event names and unknown fields: the key may differ, that is all an event says', () => {
    const { events } = readMessage(
      body(record({ eventName: 'ObjectAnnotation:Put', news: 1, eventVersion: '2.9' })),
      'studio',
    )
    expect(events).to.have.length(1)
  })

  it('reads a sweep`s message as it reads an event', () => {
    const written = writeMessage({ bucket: 'studio', key: 'ü&#?.JPG', source: 'sweep', atMs: 0 })
    expect(readMessage(written, 'studio').events.map(({ key }) => key)).to.deep.equal(['ü&#?.JPG'])
  })

  const refusals: readonly (readonly [string, string, string])[] = [
    ['text that is no JSON', 'hello', 'not-json'],
    ['JSON without records', '{"a":1}', 'no-records'],
    ['JSON that is no object', 'null', 'no-records'],
    ['records that are no list', '{"Records":{}}', 'no-records'],
    ['a record that is none', body(7), 'malformed-record'],
    ['a record without a key', body(record({}, { size: 1 })), 'malformed-record'],
    ['a record with an empty key', body(record({}, { key: '' })), 'malformed-record'],
    ['a record of another bucket', body(record({}, { key: 'a.jpg' }, 'other')), 'other-bucket'],
    ['a record of version 3', body(record({ eventVersion: '3.0' })), 'unknown-version'],
    ['a key that cannot be decoded', body(record({}, { key: '%zz' })), 'malformed-key'],
  ]
  for (const [name, text, code] of refusals) {
    it(`refuses ${name}`, () => {
      const { events, unreadable } = readMessage(text, 'studio')
      expect(events).to.deep.equal([])
      expect(unreadable.map((part) => part.code)).to.deep.equal([code])
      expect(unreadable[0]?.reason).to.match(/\S/)
    })
  }

  it('does not let a bad record spoil its neighbours, and keeps it alone for the operator', () => {
    const { events, unreadable } = readMessage(body(record(), { bad: true }, record({}, { key: 'b.jpg' })), 'studio')
    expect(events.map(({ key }) => key)).to.deep.equal(['a.jpg', 'b.jpg'])
    expect(unreadable.map((part) => JSON.parse(part.body))).to.deep.equal([{ Records: [{ bad: true }] }])
  })
})
