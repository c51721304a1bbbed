import { expect } from 'chai'
import { commands } from '../../operate/commands.ts'
import type { Reason } from '../../shared/model/reason.ts'
import { REASONS, reasonOf, SERVICE_REASONS, SERVICES } from '../../shared/model/reasons.ts'

const own: readonly (readonly [string, Reason])[] = Object.entries(REASONS)
const answers: readonly (readonly [string, Reason])[] = Object.entries(SERVICE_REASONS.cloudinary).map(
  ([detail, reason]) => [`cloudinary-${detail}`, reason] as const,
)
const otherAnswers = Object.keys(SERVICES).map((service) => [`${service}-other`, reasonOf(`${service}-other`)] as const)
const all = [...own, ...answers, ...otherAnswers]

/** The commands of `sls` that a text names: the words after each `sls`. */
function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/\bsls ((?:-{0,2}[a-z]+ ?)+)/g)].map(([, words = '']) => words.trim())
}

/** The command that the words begin with. */
function commandOf(words: string) {
  return commands.find(({ path }) => `${words} `.startsWith(`${path.join(' ')} `))
}

describe('each reason code', () => {
  for (const [code, reason] of all) {
    it(`says what it means, and what to do: ${code}`, () => {
      const { meaning = '', action = '', kind = '' } = reason ?? {}
      expect(kind).to.be.oneOf(['done', 'waiting', 'failing', 'refused'])
      expect(meaning).to.match(/^\S.*[^.\s]$/)
      expect(action).to.match(/^$|^\S.*[^.\s]$/)
      // Nobody but an operator brings a dead letter back.
      if (kind === 'refused') expect(action).not.to.equal('')
      for (const words of commandsIn(action)) {
        const command = commandOf(words)
        expect(command, `sls ${words}`).not.to.equal(undefined)
        for (const [, option = ''] of words.matchAll(/--([a-z]+)/g)) expect(command?.options).to.have.property(option)
      }
    })
  }

  it('is in lower case, and its own', () => {
    for (const [code] of [...own, ...answers]) expect(code).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    const meanings = own.map(([, { meaning }]) => meaning)
    expect(new Set(meanings).size).to.equal(meanings.length)
  })

  it('names commands in some of its actions', () => {
    expect(all.flatMap(([, reason]) => commandsIn(reason?.action ?? ''))).to.include.members([
      'guard show',
      'guard release',
      'resume',
      'dlq purge removes it',
      'trace --key tells each try',
    ])
  })
})

describe('what a code stands for', () => {
  const failing = (name: string, detail: string) => {
    const status = name === 'Cloudinary' ? 'https://status.cloudinary.com' : 'the AWS Health Dashboard'
    const action = `sls diagnose; look at ${status}; then redrive what has become a dead letter`
    return { kind: 'failing', meaning: `a request to ${name} failed with ${detail}`, action }
  }
  const cases: readonly (readonly [string, object | undefined])[] = [
    ['busy', REASONS.busy],
    ['cloudinary-400', SERVICE_REASONS.cloudinary['400']],
    ['cloudinary-no-answer', SERVICE_REASONS.cloudinary['no-answer']],
    ['cloudinary-503', failing('Cloudinary', '503')],
    ['cloudinary-ECONNREFUSED', failing('Cloudinary', 'ECONNREFUSED')],
    ['s3-SlowDown', failing('S3', 'SlowDown')],
    ['s3-400', failing('S3', '400')],
    ['s3-malformed', REASONS['s3-malformed']],
    ['dynamodb-ProvisionedThroughputExceededException', failing('DynamoDB', 'ProvisionedThroughputExceededException')],
    ['sqs-batch', REASONS['sqs-batch']],
    ['sqs-OverLimit', failing('SQS', 'OverLimit')],
    ['lambda-TooManyRequestsException', failing('Lambda', 'TooManyRequestsException')],
    ['kinesis-503', undefined],
    ['s3', undefined],
    ['s3-', undefined],
    ['S3-SlowDown', undefined],
    ['', undefined],
    ['toString', undefined],
    ['constructor-name', undefined],
  ]
  for (const [code, expected] of cases) {
    it(`is ${expected ? 'known' : 'not known'}: ${JSON.stringify(code)}`, () => {
      expect(reasonOf(code)).to.deep.equal(expected)
    })
  }
})
