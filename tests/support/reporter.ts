import Mocha from 'mocha'
import type { Counts } from './counts.ts'

/** Mocha's own report; the process that has started this one (tests/run.ts) is told the numbers. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options)
    runner.once('end', () => {
      const counts: Counts = { passed: this.stats.passes, failed: this.stats.failures }
      process.send?.(counts)
    })
  }
}
