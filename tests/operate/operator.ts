import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command, OptionValues } from '../../operate/cli/command.ts'
import { openStage, type Stage } from '../../operate/stage/stage.ts'
import { Rules } from '../../shared/rules/rules.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

type Program = readonly [string, ...string[]]
/** As people run it. It takes half a second longer, dies of Ctrl-C, and keeps the exit code to itself. */
export const NPX_SLS: Program = ['npx', 'sls']
const SLS: Program = [process.execPath, join(dirname(manifestOf('serverless')), 'bin', 'serverless.js')]

function manifestOf(name: string): string {
  return createRequire(import.meta.url).resolve(`${name}/package.json`)
}

interface Start {
  readonly variables?: Readonly<Record<string, string>>
  /** Ctrl-C is pressed when it resolves, or is true of the output. */
  readonly interruptWhen?: Promise<unknown> | ((text: string) => boolean)
  readonly program?: Program
}

/** What a command has said, and its exit code. */
export interface Said {
  readonly code: number
  readonly text: string
  readonly notes: string
}

/** Someone who runs commands on a local stack. */
export class Operator {
  readonly stage: Stage
  readonly #directory: string
  /** What is answered to a question. */
  answer = ''

  private constructor(stage: Stage, directory: string) {
    this.stage = stage
    this.#directory = directory
  }

  /** Opens the stack that has its data in the folder. */
  static async of(directory: string): Promise<Operator> {
    const before = process.env.LOCAL_DATA
    process.env.LOCAL_DATA = directory
    try {
      const noOptions = async () => ({})
      return new Operator(await openStage('local', 'ftp-api-for-cloudinary', noOptions), directory)
    } finally {
      if (before === undefined) delete process.env.LOCAL_DATA
      else process.env.LOCAL_DATA = before
    }
  }

  /** Runs a command in this process, on a stage and with rules that may differ from the local stack's. */
  async run(command: Command, options: OptionValues = {}, stage = this.stage, rules = new Rules()): Promise<Said> {
    const lines: string[] = []
    const notes: string[] = []
    const terminal = {
      columns: 80,
      isForPeople: false,
      print: (text: string) => void lines.push(text),
      note: (text: string) => void notes.push(text),
      progress() {},
      ask: async () => this.answer,
    }
    const code = await command.run({ options, rules, stage: async () => stage, terminal })
    return { code, text: lines.join('\n'), notes: notes.join('\n') }
  }

  /** Runs `sls` as a process of its own. */
  async sls(command: readonly string[], { variables, interruptWhen, program = SLS }: Start = {}): Promise<Said> {
    const quiet = { SLS_NOTIFICATIONS_MODE: 'off', SLS_TELEMETRY_DISABLED: '1', LOCAL_DATA: this.#directory }
    const [executable, ...leading] = program
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
    const inherited = { PATH, HOME, NODE_COMPILE_CACHE }
    const child = spawn(executable, [...leading, ...command, '--stage', 'local'], {
      cwd: PROJECT,
      env: { ...inherited, ...quiet, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, which gets the signal as a terminal sends it.
      detached: true,
    })
    const said = { text: '', notes: '' }
    let isInterrupted = false
    const interrupt = () => {
      if (!isInterrupted && child.pid) process.kill(-child.pid, 'SIGINT')
      isInterrupted = true
    }
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      said.notes += chunk
    })
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      said.text += chunk
      if (typeof interruptWhen === 'function' && interruptWhen(said.text)) interrupt()
    })
    if (typeof interruptWhen === 'object') void interruptWhen.then(interrupt)
    const [code] = await once(child, 'close')
    return { code: Number(code ?? -1), ...said }
  }

  close(): void {
    this.stage.close()
  }
}
