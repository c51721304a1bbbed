import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'

/** Interrupts itself, and does this when it is told to stop. */
function script(whenStopped: string): string {
  return `
    import { once } from 'node:events'
    import { setTimeout as sleep } from 'node:timers/promises'
    import { interruptible } from './operate/cli/interruption.ts'
    // A process does not live for signals alone.
    const alive = setInterval(() => undefined, 1000)
    const interrupt = () => process.kill(process.pid, 'SIGINT')
    await interruptible(async (signal) => {
      const stopped = once(signal, 'abort')
      interrupt()
      await stopped
      ${whenStopped}
    })
    clearInterval(alive)
    console.log('in good order')`
}

async function run(whenStopped: string): Promise<{ stdout: string; code: number | null }> {
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script(whenStopped)])
  const { stdout } = await running.catch((thrown: { stdout: string }) => thrown)
  return { stdout, code: running.child.exitCode }
}

describe('an interruption', () => {
  it('lets a command end in good order, though npx sends it twice', async () => {
    const echo = "const echo = once(process, 'SIGINT'); interrupt(); await echo"
    expect(await run(echo)).to.deep.equal({ stdout: 'in good order\n', code: 0 })
  })

  it('ends it at once when it is repeated', async () => {
    const again = 'await sleep(1200); interrupt(); await sleep(3_600_000)'
    expect(await run(again)).to.deep.equal({ stdout: '', code: 130 })
  })
})
