import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'

/** Interrupts itself at once, and again after `afterMs`. */
function script(afterMs: number): string {
  return `
    import { interruptible } from './operate/cli/interruption.ts'
    const interrupt = () => process.kill(process.pid, 'SIGINT')
    await interruptible(async (signal) => {
      const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve))
      interrupt()
      setTimeout(interrupt, ${afterMs})
      await stopped
      await new Promise((resolve) => setTimeout(resolve, ${afterMs} + 100))
    })
    console.log('in good order')`
}

async function run(afterMs: number): Promise<{ stdout: string; code: number | null }> {
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script(afterMs)])
  const { stdout } = await running.catch((thrown: { stdout: string }) => thrown)
  return { stdout, code: running.child.exitCode }
}

describe('an interruption', () => {
  it('lets a command end in good order, though npx sends it twice', async () => {
    expect(await run(10)).to.deep.equal({ stdout: 'in good order\n', code: 0 })
  })

  it('ends it at once when it is repeated', async () => {
    expect(await run(1200)).to.deep.equal({ stdout: '', code: 130 })
  })
})
