import { expect } from 'chai'
import { commands } from '../../operate/commands.ts'
import { boundWaits } from '../support/eventually.ts'
import { DeployedStage } from './deployed-stage.ts'
import { plantedFaults } from './planted.ts'
import { deadLetters } from './stories/dead-letters.ts'
import { deploying } from './stories/deploying.ts'
import { files } from './stories/files.ts'
import { guarding } from './stories/guarding.ts'
import { oddNames } from './stories/odd-names.ts'
import { operating } from './stories/operating.ts'
import { removing } from './stories/removing.ts'
import { showing } from './stories/showing.ts'
import { webhook } from './stories/webhook.ts'

// Run by tests/deployed/run.ts, which says by the environment which Python there is, and which fault is planted.
const { DEPLOYED_PYTHON = '', DEPLOYED_FAULT = '' } = process.env

/** A planted fault is waited for in vain. */
if (DEPLOYED_FAULT) boundWaits(40_000)

/** One stage over its whole life: each story goes on where the one before it has ended. */
describe('a stage on an emulator of AWS', () => {
  const stage = new DeployedStage()
  before(() => stage.prepare(DEPLOYED_PYTHON, plantedFaults.find(({ name }) => name === DEPLOYED_FAULT)?.changes ?? []))
  after(() => stage.remove())
  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.log(stage.emulator.lastWords(8))
  })
  describe('that is new', () => deploying(stage))
  describe('with files that come', () => files(stage))
  describe('with odd names', () => oddNames(stage))
  describe('with files that are refused', () => deadLetters(stage))
  describe('for an operator', () => operating(stage))
  describe('in a browser', () => showing(stage))
  describe('with a webhook', () => webhook(stage))
  describe('that is changed', () => guarding(stage))
  describe('that is no longer wanted', () => removing(stage))

  describe('after all that', () => {
    it('has seen every command of the product, but those for users of a server that is not there', () => {
      const asked = commands.filter(({ path }) => path[0] !== 'ftp').map(({ path }) => path.join(' '))
      const missing = asked.filter((name) => !stage.commandsRun.has(name))
      expect(missing).to.deep.equal([])
    })
  })
})
