import { expect } from 'chai'
import stringWidth from 'string-width'
import { explainLetters } from '../../../operate/dlq/explain.ts'
import { reasonJson, tellReasons } from '../../../operate/dlq/reasons.ts'
import { lettersJson, tellLetters } from '../../../operate/dlq/report.ts'
import { emptyEntry } from '../../../shared/model/entry.ts'
import { REASONS, reasonOf, SERVICES } from '../../../shared/model/reasons.ts'
import { BUCKET, letter } from './fake-queue.ts'

const ledger = { read: async (key: string) => ({ entry: emptyEntry(key), revision: undefined }) }

function refused(key: string, code: string) {
  const attributes = {
    RejectionCode: { dataType: 'String', text: code },
    RejectionReason: { dataType: 'String', text: 'as it is' },
  }
  return letter(key, { attributes })
}

const place = { secret: undefined }

describe('a reason code', () => {
  it('is told with what it means and what to do, in lines of 80 columns', () => {
    const told = tellReasons([...Object.keys(REASONS), 'cloudinary-400'], place, 80)
    for (const line of told.split('\n')) expect(stringWidth(line), line).to.be.at.most(80)
    expect(told.split('\n').filter((line) => !line.startsWith(' '))).to.have.length(Object.keys(REASONS).length + 1)
    expect(told).to.contain('\nmoving: the object changes as fast as it is mirrored.\n')
    expect(tellReasons(['too-large', 'too-large'], place, 80)).to.equal(
      "too-large: the file is larger than the rules' sizeLimits allow. To do: make\n" +
        '  the file smaller, or raise sizeLimits; then redrive the dead letter.',
    )
  })

  it('of a service names it, and what it failed with', () => {
    for (const service of Object.keys(SERVICES)) expect(reasonOf(`${service}-Oops`)?.meaning).to.match(/with Oops$/)
    expect(reasonJson('s3-AccessDenied', place).meaning).to.equal('a request to S3 failed with AccessDenied')
    expect(reasonJson('cloudinary-429', place).action).to.match(/^lower maximumConcurrency/)
  })

  it('names the secret of the stage that is to be fixed', () => {
    const told = (secret: string | undefined) => tellReasons(['secret-unreadable', 'account-trouble'], { secret }, 800)
    expect(told('studio/dev/url')).to.contain('fix the secret studio/dev/url, or the permission to read it')
    expect(told(undefined)).to.contain("fix CLOUDINARY_URL, or the account's plan")
  })

  it('that this version does not know is said to be so, and does not move the cursor', () => {
    expect(reasonJson('kafka-down', place)).to.deep.equal({ meaning: null, action: null })
    expect(tellReasons(['new\u001b[2J'], place, 80)).to.equal('new\\u{1b}[2J: a code that this version does not know.')
  })
})

describe('a list of dead letters', () => {
  const letters = [refused('a.jpg', 'metadata'), refused('b.jpg', 'cloudinary-400'), refused('c.jpg', 'cloudinary-400')]
  const explained = () => explainLetters(letters, { bucket: BUCKET, ledger })

  it('ends with each code that is in it, the most frequent first', async () => {
    const [, counts, reasons] = tellLetters(await explained(), { nowMs: 0, columns: 80, place }).split('\n\n')
    expect(counts).to.equal('3 messages: 2 cloudinary-400, 1 metadata')
    expect(reasons).to.equal(tellReasons(['cloudinary-400', 'metadata'], place, 80))
  })

  it('has meaning and action of each for programs', async () => {
    const walked = { seen: 3, depth: 3, isWhole: true, isInterrupted: false, stillHidden: 0, hiddenSeconds: 60 }
    const listed = lettersJson(await explained(), walked, { nowMs: 0, place })
    const { meaning, action } = REASONS.metadata
    expect(listed).to.have.nested.include({ 'messages[0].meaning': meaning, 'messages[0].action': action })
  })
})
