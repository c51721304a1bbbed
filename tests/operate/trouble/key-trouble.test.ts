import { expect } from 'chai'
import { type KeyFacts, keyTrouble } from '../../../operate/trouble/key-trouble.ts'
import { tellTrouble } from '../../../operate/trouble/tell.ts'
import { type Entry, emptyEntry } from '../../../shared/model/entry.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import { applied, desired, observed } from '../../rules/fixtures.ts'
import { NOW } from './facts.ts'

const key = 'shoot/a.jpg'
const rules = new Rules()
const next = (kind: string, reason = '', untilMs?: number) => ({ kind, reason, untilMs })
const failures = { count: 4, code: 'cloudinary-503', reason: 'busy', sinceMs: NOW - 60_000, retryMs: NOW + 9000 }
const refused = {
  ...{ etag: 'e', sizeBytes: 1, lastModifiedMs: 1, rules: 'r', digest: 'd' },
  ...{ code: 'too-large', reason: 'larger than 10 MB', atMs: NOW - 5000 },
}
const letter = { code: 'never-ended', reason: 'the worker died', sentMs: NOW - 3000 }
const withAsset: Entry = { ...emptyEntry(key), applied: applied(desired(key), observed()) }
const stop = { kind: 'halted', text: 'nothing is mirrored: Cloudinary is down: 503', sinceMs: NOW - 1000 } as const

function facts(given: Partial<KeyFacts> = {}): KeyFacts {
  const times = { writtenMs: NOW - 300_000, queued: 1, nowMs: NOW }
  const known = { entry: emptyEntry(key), match: rules.matchRule(key), ...times, stop: undefined }
  return { ...known, next: next('skip', 'equal'), letter: undefined, secret: undefined, ...given }
}

describe('the trouble of a key', () => {
  const cases: readonly (readonly [string, Partial<KeyFacts>, string | undefined])[] = [
    ['none where all is equal', { entry: withAsset }, undefined],
    [
      'a name that the rules ignore',
      { match: rules.matchRule('a.tmp'), next: next('skip', 'a temporary name') },
      'not mirrored: a temporary name',
    ],
    [
      'its last failure, which of how many, and the next try',
      { entry: { ...emptyEntry(key), failures }, next: next('wait', 'the last try failed', NOW + 9000) },
      'failed 4 of 12 times: cloudinary-503: busy, for 1 min; next try in 9 s',
    ],
    [
      'fewer tries for what Cloudinary never finishes',
      {
        entry: { ...emptyEntry(key), failures: { ...failures, code: 'upload-unfinished', unfinished: 1 } },
        next: next('upload'),
      },
      'failed 1 of 2 times: upload-unfinished: busy, for 1 min; next try in 9 s',
    ],
    [
      'a refusal',
      { entry: { ...emptyEntry(key), refused }, next: next('skip', 'refused before') },
      'refused: too-large: larger than 10 MB, for 5 s',
    ],
    [
      'a refusal of which only a dead letter tells',
      { letter, next: next('skip', 'nothing') },
      'refused: never-ended: the worker died, for 3 s',
    ],
    ['no dead letter that is out of date', { letter, entry: withAsset }, undefined],
    [
      'what it would be refused for',
      { next: next('refuse', 'larger than 10 MB') },
      'will be refused: larger than 10 MB',
    ],
    [
      'a try that follows a refusal',
      { entry: { ...emptyEntry(key), refused }, next: next('upload', 'a new object') },
      'its turn has not come: upload: a new object',
    ],
    [
      'an event that has got lost, where the queue is empty',
      { next: next('upload', 'a new object'), queued: 0 },
      'nothing in the queue tells of it: upload: a new object, for 5 min',
    ],
    [
      'no event that may still be on its way',
      { next: next('upload', 'a new object'), queued: 0, writtenMs: NOW - 60_000 },
      'its turn has not come: upload: a new object',
    ],
    [
      'no event for an object that is gone',
      { entry: withAsset, next: next('destroy', 'the object is gone'), queued: 0, writtenMs: undefined },
      'its turn has not come: destroy: the object is gone',
    ],
    [
      'an archived object',
      {
        entry: { ...emptyEntry(key), refused: { ...refused, code: 'archived', reason: 'it is archived' } },
        next: next('skip'),
      },
      'not mirrored: archived: it is archived, for 5 s',
    ],
    [
      'what the guard keeps',
      { entry: { ...withAsset, deletion: { state: 'withheld', sinceMs: NOW - 7000 } }, next: next('withhold') },
      'the guard against mass deletion keeps the asset, for 7 s',
    ],
    [
      'an asset of another key that the guard keeps',
      { entry: { ...emptyEntry(key), deletion: { state: 'withheld', sinceMs: NOW - 7000 } }, next: next('upload') },
      'the guard against mass deletion keeps the asset of another key, which has the public ID, for 7 s',
    ],
    [
      'that nothing is mirrored',
      { stop, next: next('upload') },
      'waits: nothing is mirrored: Cloudinary is down: 503, for 1 s',
    ],
    [
      'that nothing is mirrored, and its own last failure',
      { stop, entry: { ...emptyEntry(key), failures }, next: next('upload') },
      'waits: nothing is mirrored: Cloudinary is down: 503; its last try failed: cloudinary-503: busy, for 1 s',
    ],
    ['none of the stage where nothing is to be done', { stop, entry: withAsset }, undefined],
    [
      'that a worker is at it',
      { next: next('busy', 'a worker holds the key', NOW + 1000) },
      'at work: a worker holds the key; next try in 1 s',
    ],
    [
      'what it waits for',
      { next: next('wait', 'a copy of b.jpg, or its new name', NOW + 8000) },
      'waits: a copy of b.jpg, or its new name; next try in 8 s',
    ],
    ['a name that no object has', { writtenMs: undefined }, 'there is no object of this name, and no asset'],
    ['none of a key whose asset the rules keep', { writtenMs: undefined, entry: withAsset }, undefined],
    [
      'that its turn has not come',
      { next: next('upload', 'a new object') },
      'its turn has not come: upload: a new object',
    ],
  ]
  for (const [name, given, expected] of cases) {
    it(`is: ${name}`, () => {
      const trouble = keyTrouble(facts(given))
      expect(trouble && tellTrouble(trouble, NOW)).to.equal(expected)
    })
  }
})
