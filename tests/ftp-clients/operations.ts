import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { TestBucket } from '../local/ftp/bucket.ts'
import type { Operation, OperationName, Outcome, Place } from './client.ts'

const PHOTO = 'photo.jpg'
// Line ends and bytes that are no UTF-8 must come through.
const content = Buffer.concat([Buffer.from('\r\n\n\r\xff\xfe', 'latin1'), Buffer.alloc(200_000, 'photo')])
const half = content.subarray(0, 90_000)

const localFile = ({ folder }: Place) => join(folder, PHOTO)
const putLocally = (place: Place, bytes: Buffer) => writeFileSync(localFile(place), bytes)
const keyOf = ({ directory }: Place, name = PHOTO) => `${directory}/${name}`

async function isStored(bucket: TestBucket, place: Place, name?: string): Promise<void> {
  const found = await bucket.bytes(keyOf(place, name))
  expect(found?.equals(content), `the bytes of ${keyOf(place, name)}, ${found?.length} of ${content.length}`).to.equal(
    true,
  )
}

function isSaved(place: Place): void {
  const found = readFileSync(localFile(place))
  expect(found.equals(content), `the bytes that have come, ${found.length} of ${content.length}`).to.equal(true)
}

function isRefused({ isGood, output }: Outcome): void {
  if (isGood) expect(output, 'what it says').to.match(/550|No such|not empty|not found/i)
}

const upload: Operation = {
  prepare: async (bucket, place) => {
    await bucket.put(`${place.directory}/`, '')
    putLocally(place, content)
  },
  check: (bucket, place) => isStored(bucket, place),
}

/** What each operation finds, and has to leave behind. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  list: {
    prepare: async (bucket, place) => {
      await bucket.put(keyOf(place), content)
      await bucket.put(keyOf(place, 'sub/deep.jpg'), content)
    },
    check: async (_bucket, _place, { output }) => {
      expect(output).to.include(PHOTO).and.include('sub').and.not.include('deep')
    },
  },
  upload,
  overwrite: {
    ...upload,
    prepare: async (bucket, place) => {
      await bucket.put(keyOf(place), 'old')
      putLocally(place, content)
    },
  },
  append: {
    prepare: async (bucket, place) => {
      await bucket.put(keyOf(place), half)
      putLocally(place, content.subarray(half.length))
    },
    check: (bucket, place) => isStored(bucket, place),
  },
  unique: {
    prepare: async (bucket, place) => {
      await bucket.put(keyOf(place), 'old')
      putLocally(place, content)
    },
    check: async (bucket, place) => {
      const [first = '', ...others] = (await bucket.keys(keyOf(place, 'photo-'))).map((key) => key.split('/')[1])
      expect(first).to.match(/^photo-[0-9a-f]{16}\.jpg$/)
      expect(others).to.deep.equal([])
      await isStored(bucket, place, first)
      expect(await bucket.text(keyOf(place))).to.equal('old')
    },
  },
  download: {
    prepare: (bucket, place) => bucket.put(keyOf(place), content),
    check: async (_bucket, place) => isSaved(place),
  },
  resume: {
    prepare: async (bucket, place) => {
      await bucket.put(keyOf(place), content)
      putLocally(place, half)
    },
    check: async (_bucket, place) => isSaved(place),
  },
  rename: {
    prepare: (bucket, place) => bucket.put(keyOf(place), content),
    check: async (bucket, place) => {
      await isStored(bucket, place, 'renamed.jpg')
      expect(await bucket.keys(keyOf(place))).to.deep.equal([])
    },
  },
  delete: {
    prepare: (bucket, place) => bucket.put(keyOf(place), content),
    check: async (bucket, place) => {
      expect(await bucket.keys(`${place.directory}/`)).to.deep.equal([`${place.directory}/`])
    },
  },
  mkdir: {
    prepare: (bucket, place) => bucket.put(`${place.directory}/`, ''),
    check: async (bucket, place) => {
      expect(await bucket.keys(keyOf(place, 'made'))).to.deep.equal([keyOf(place, 'made/')])
    },
  },
  rmdir: {
    prepare: (bucket, place) => bucket.put(keyOf(place, 'made/'), ''),
    check: async (bucket, place) => {
      expect(await bucket.keys(keyOf(place, 'made'))).to.deep.equal([])
    },
  },
  'rmdir full': {
    prepare: (bucket, place) => bucket.put(keyOf(place, 'made/photo.jpg'), content),
    check: async (bucket, place, outcome) => {
      isRefused(outcome)
      expect(await bucket.keys(keyOf(place, 'made'))).to.deep.equal([keyOf(place, 'made/photo.jpg')])
    },
  },
  missing: {
    prepare: async (bucket, place) => {
      await bucket.put(`${place.directory}/`, '')
      putLocally(place, content)
    },
    check: async (_bucket, place, outcome) => {
      isRefused(outcome)
      isSaved(place)
    },
  },
  FTPS: upload,
}

export const operationNames = Object.keys(operations).filter(isOperationName)

function isOperationName(name: string): name is OperationName {
  return name in operations
}
