import { expect } from 'chai'
import { commands } from '../../operate/commands.ts'
import { boundWaits } from '../support/eventually.ts'
import { endAfter } from './bound.ts'
import { DeployedStage } from './deployed-stage.ts'
import { plantedFaults } from './planted.ts'
import { deadLetters } from './stories/dead-letters.ts'
import { deploying } from './stories/deploying.ts'
import { existingBucket } from './stories/existing-bucket.ts'
import { files } from './stories/files.ts'
import { ftpUsers, WITHOUT_SERVER } from './stories/ftp-users.ts'
import { guarding } from './stories/guarding.ts'
import { oddNames } from './stories/odd-names.ts'
import { operating } from './stories/operating.ts'
import { removing } from './stories/removing.ts'
import { repairing } from './stories/repairing.ts'
import { showing } from './stories/showing.ts'
import { webhook } from './stories/webhook.ts'

// Run by tests/deployed/run.ts, which says by the environment which Python there is, and which fault is planted.
const { DEPLOYED_PYTHON = '', DEPLOYED_FAULT = '', DEPLOYED_SECONDS_MAX = '' } = process.env

/** A planted fault is waited for in vain. */
if (DEPLOYED_FAULT) boundWaits(40_000)

/** One stage over its whole life: each story goes on where the one before it has ended. */
describe('a stage on an emulator of AWS', () => {
  const stage = new DeployedStage()
  const planted = plantedFaults.find(({ name }) => name === DEPLOYED_FAULT)?.changes ?? []
  before(() => stage.prepare(DEPLOYED_PYTHON, [WITHOUT_SERVER, ...planted]))
  after(() => stage.remove())
  let hasFailed = false
  afterEach(function () {
    if (this.currentTest?.state !== 'failed') return
    hasFailed = true
    console.log(stage.emulator.lastWords(8))
  })
  if (DEPLOYED_SECONDS_MAX) endAfter(Number(DEPLOYED_SECONDS_MAX), () => hasFailed)
  describe('that is new', () => deploying(stage))
  describe('with files that come', () => files(stage))
  describe('with odd names', () => oddNames(stage))
  describe('with files that are refused', () => deadLetters(stage))
  describe('for an operator', () => operating(stage))
  describe('in a browser', () => showing(stage))
  describe('with a webhook', () => webhook(stage))
  describe('that has lost its settings', () => repairing(stage))
  describe('that is changed', () => guarding(stage))
  describe('with users of FTP', () => ftpUsers(stage))
  describe('that is no longer wanted', () => removing(stage))
  describe('with a bucket that is there', () => existingBucket(stage))

  describe('after all that', () => {
    it('has seen every command of the product', () => {
      const seen = [...stage.commandsRun]
      // Words behind a command, such as a file, may follow its name.
      const isSeen = (name: string) => seen.some((words) => words === name || words.startsWith(`${name} `))
      const missing = commands.map(({ path }) => path.join(' ')).filter((name) => !isSeen(name))
      expect(missing).to.deep.equal([])
    })
  })
})
