import { expect } from 'chai'
import { hideLeftOut } from '../../../operate/deploy/left-out.ts'

describe('a function that the template leaves out', () => {
  for (const [transfer, names] of [
    ['off', ['worker']],
    ['sftp', ['worker', 'identity']],
    ['local', ['worker', 'identity']],
  ] as const) {
    it(`is ${names.length === 1 ? '' : 'not '}hidden where transfer is ${transfer}, and comes back`, () => {
      const functions = { worker: {}, identity: {} }
      const Properties = { Environment: { Variables: { TRANSFER: transfer } } }
      const show = hideLeftOut(functions, { WorkerLambdaFunction: { Properties } })
      expect(Object.keys(functions)).to.deep.equal(names)
      show()
      expect(Object.keys(functions)).to.have.members(['worker', 'identity'])
    })
  }
})
