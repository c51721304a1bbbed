import { expect } from 'chai'
import { detectResourceType } from '../shared/adapters/aws/content-type.ts'
import { decodeHeaderText } from '../shared/adapters/aws/header-text.ts'
import { cloudinaryFailure, redact } from '../shared/adapters/cloudinary/failure.ts'
import { coalesce } from '../shared/event/coalesce.ts'
import { decodeEventKey, encodeEventKey } from '../shared/event/key.ts'
import { decodeEscapes } from '../shared/model/escape.ts'
import { encodeLabel } from '../shared/model/label.ts'
import { messageJson, messageText, printable, visible } from '../shared/model/plain-text.ts'
import { encodeFolder, encodePublicId, setApart } from '../shared/rules/public-id.ts'
import { Rules } from '../shared/rules/rules.ts'
import { splitList } from '../shared/rules/values.ts'
import { readNotification, readRequest } from '../shared/webhook/notification.ts'

/** How much longer the longer input is, and how much more it may cost: linear work costs 8 times as much, quadratic 64 times. */
const LONGER = 8
const COST_RATIO_MAX = 28
/** Less than this is not told from noise. */
const MEASURED_MS_LEAST = 4
/** A key has at most 1,024 bytes. */
const KEY_BYTES = 1024
const TEXT_CHARACTERS = 24_000

const rules = new Rules()
const strict = new Rules({
  activeContent: 'ignore',
  rules: [{ match: ['**/a*a*/**/*a*z', '*a*z.{a,b}{c,d}', 'a*a*/a*a*/**/*z'], ignore: true }],
})

const PARTS = [
  ...[
    'a',
    'a.',
    'a://',
    'a://?',
    'a+.-',
    ' ',
    '\n',
    '\t \u00a0',
    '?= =?',
    '=?utf-8?b?',
    '=?utf-8?q?=4',
    '％',
    '％0',
    '％0A',
    '%',
    '%2',
  ],
  ...[
    '/',
    './',
    '../',
    '.',
    '..',
    'v1',
    'a/',
    '*',
    '~',
    '~$',
    '#',
    '.in.',
    '.a',
    '._',
    '.sb-',
    '-',
    '_',
    '<!---->',
    '<!-- ',
    '<?x?>',
    '<!doctype ',
  ],
  ...[
    '[',
    ']>',
    ',',
    ';|',
    '😀',
    '\ud83d',
    '\u202e',
    '\u0000',
    'Try again on 2026-11-24 ',
    'Error in loading ',
    '.sql.',
    'id_rsa',
    '{',
    '}',
    '\\',
    '"',
  ],
]

/** What is done with texts of any length from outside. */
const TEXTS: Readonly<Record<string, (text: string) => unknown>> = {
  'an error of Cloudinary': (text) => cloudinaryFailure({ message: text, http_code: 400 }),
  'a text that may hold a presigned URL': redact,
  'user metadata': decodeHeaderText,
  'the first bytes of a file': (text) => detectResourceType(Buffer.from(text), 'a'),
  'a text with escapes': (text) => decodeEscapes(text),
  'a line for people': visible,
  'lines and JSON': printable,
  'a reason for SQS': (text) => messageText(text, 1e9),
  'a body for SQS': messageJson,
  'a list of values': (text) => splitList(text, 'metadata:x'),
  'an encoded key': decodeEventKey,
  'a notification': (text) => {
    const headers = { 'x-cld-timestamp': text, 'x-cld-signature': text }
    readRequest({ method: 'POST', headers, body: text, isBase64Encoded: false }, 0)
    const signed = { timestamp: '0', signature: Buffer.alloc(32), algorithm: 'sha256' } as const
    return readNotification({ ...signed, body: text }, 's')
  },
}

/** What is done with keys. */
const KEYS: Readonly<Record<string, (key: string) => unknown>> = {
  'the default rules': (key) => rules.matchRule(key),
  'rules with the most stars': (key) => strict.matchRule(key),
  'a public ID': encodePublicId,
  'a public ID with its extension apart': setApart,
  'a folder': encodeFolder,
  'a label': encodeLabel,
  'a key of an event': (key) => encodeEventKey(key.toWellFormed()),
}

/** Processor milliseconds of one call: the least of three, so that what else the process does is left out. */
async function costOf(run: () => unknown): Promise<number> {
  const costs: number[] = []
  for (let count = 0; count < 3; count++) {
    const { user, system } = process.cpuUsage()
    await run()
    const used = process.cpuUsage({ user, system })
    costs.push((used.user + used.system) / 1000)
  }
  return Math.min(...costs)
}

/** What costs more than `ratioMax` times as much for texts that are eight times as long. */
async function tooCostly(
  run: (text: string) => unknown,
  characters: number,
  ratioMax: number,
): Promise<readonly string[]> {
  const costly: string[] = []
  for (const part of PARTS) {
    const long = part.repeat(characters / part.length)
    const short = long.slice(0, long.length / LONGER)
    // Compiled before it is measured.
    await run(short)
    const least = Math.max(await costOf(() => run(short)), MEASURED_MS_LEAST)
    if ((await costOf(() => run(long))) > ratioMax * least) costly.push(JSON.stringify(part))
  }
  return costly
}

describe('hostile input costs in proportion to its length:', () => {
  for (const [name, run] of Object.entries(TEXTS)) {
    it(name, async () => expect(await tooCostly(run, TEXT_CHARACTERS, COST_RATIO_MAX)).to.deep.equal([]))
  }

  // Keys are short, so that what is bounded by their length is cheap, whatever its order: ten of them show what is not.
  for (const [name, run] of Object.entries(KEYS)) {
    it(name, async () => {
      const ten = (key: string) => {
        for (let count = 0; count < 10; count++) run(key)
      }
      expect(await tooCostly(ten, KEY_BYTES, LONGER * COST_RATIO_MAX)).to.deep.equal([])
    })
  }

  it('a message with many records of one key', async () => {
    const record = {
      eventVersion: '2.1',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'b' }, object: { key: 'a' } },
    }
    const cost = (records: number) => {
      const body = JSON.stringify({ Records: Array.from({ length: records }, () => record) })
      return costOf(() => coalesce([{ id: '1', receiptHandle: '1', body, receiveCount: 1 }], 'b'))
    }
    await cost(1000)
    const ratio = (await cost(1000 * LONGER)) / Math.max(await cost(1000), MEASURED_MS_LEAST)
    expect(ratio, 'times the cost').to.be.lessThan(COST_RATIO_MAX)
  })
})
