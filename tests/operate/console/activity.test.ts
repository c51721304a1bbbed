import { expect } from 'chai'
import { Activity } from '../../../operate/console/activity.ts'

const outcome = { key: 'a.jpg', code: 'upload', result: 'done', reason: 'a new object' }
const mutations = [{ kind: 'upload', reason: 'a new object' }]
const uploaded = JSON.stringify({ level: 'INFO', message: 'a.jpg: done', outcome: { ...outcome, mutations } })
const halted = (reason: string) => JSON.stringify({ level: 'ERROR', message: 'nothing can be mirrored:', reason })

describe('the activity that people see', () => {
  const told = (lines: readonly string[]) => {
    const activity = new Activity()
    return lines.flatMap((line) => activity.take(line, '07:52:11').map(({ what, reason }) => `${what} ${reason}`))
  }

  it('has an error of the stage once, however many batches meet it', () => {
    const down = 'error nothing can be mirrored: Cloudinary is down'
    expect(told([halted('Cloudinary is down'), halted('Cloudinary is down')])).to.deep.equal([down])
  })

  it('has it again where something else has happened meanwhile, and another one at once', () => {
    const lines = [halted('Cloudinary is down'), uploaded, halted('Cloudinary is down'), halted('the bucket is closed')]
    expect(told(lines)).to.deep.equal([
      'error nothing can be mirrored: Cloudinary is down',
      'upload a new object',
      'error nothing can be mirrored: Cloudinary is down',
      'error nothing can be mirrored: the bucket is closed',
    ])
  })

  it('has the same of one key as often as it happens', () => {
    expect(told([uploaded, uploaded])).to.deep.equal(['upload a new object', 'upload a new object'])
  })

  it('passes over what is no log line', () => {
    expect(told(['Starting ...', '{"level":1}', ''])).to.deep.equal([])
  })
})
