import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Command, OptionValues } from '../../operate/command.ts'
import { connectStage, type Stage } from '../../operate/stage.ts'
import { Rules } from '../../shared/rules/rules.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const SERVICE = 'ftp-api-for-cloudinary'

/** What a command has said, and its exit code. */
export interface Said {
  readonly code: number
  readonly output: string
  readonly notes: string
}

/** Somebody who runs commands on a local stack: in this process, and through `sls` in one of their own. */
export class Operator {
  readonly #directory: string
  readonly #before = process.env.LOCAL_DATA
  answer = ''
  isForPeople = false

  /** `directory` is where the stack has its description. */
  constructor(directory: string) {
    this.#directory = directory
    process.env.LOCAL_DATA = directory
  }

  close(): void {
    if (this.#before === undefined) delete process.env.LOCAL_DATA
    else process.env.LOCAL_DATA = this.#before
  }

  stage(): Promise<Stage> {
    return connectStage('local', SERVICE, async () => ({}))
  }

  /** Runs a command in this process. `change` may replace parts of the stage. */
  async run(command: Command, options: OptionValues = {}, change: (stage: Stage) => void = () => {}): Promise<Said> {
    const [output, notes]: [string[], string[]] = [[], []]
    const stage = await this.stage()
    change(stage)
    const terminal = {
      columns: 80,
      isForPeople: this.isForPeople,
      print: (line: string) => void output.push(line),
      note: (line: string) => void notes.push(line),
      progress: () => undefined,
      ask: async () => this.answer,
    }
    try {
      const code = await command.run({ options, rules: new Rules(), stage: async () => stage, terminal })
      return { code, output: output.join('\n'), notes: notes.join('\n') }
    } finally {
      stage.close()
    }
  }

  /** Runs `npx sls ARGUMENTS --stage local`. Ctrl-C is pressed when `interruptWhen` resolves, or is true of the output. */
  async sls(
    args: readonly string[],
    interruptWhen: Promise<unknown> | ((output: string) => boolean) = () => false,
  ): Promise<Said> {
    const child = spawn('npx', ['sls', ...args, '--stage', 'local'], {
      cwd: PROJECT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LOCAL_DATA: this.#directory },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, which gets the signal as a terminal sends it.
      detached: true,
    })
    const said = { output: '', notes: '' }
    let isInterrupted = false
    const interrupt = () => {
      if (!isInterrupted && child.pid) process.kill(-child.pid, 'SIGINT')
      isInterrupted = true
    }
    child.stderr.on('data', (chunk) => {
      said.notes += chunk
    })
    child.stdout.on('data', (chunk) => {
      said.output += chunk
      if (typeof interruptWhen === 'function' && interruptWhen(said.output)) interrupt()
    })
    if (typeof interruptWhen !== 'function') void interruptWhen.then(interrupt)
    const [code] = await once(child, 'close')
    return { code: Number(code), ...said }
  }
}
