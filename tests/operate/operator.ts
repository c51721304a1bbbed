import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Command, OptionValues } from '../../operate/cli/command.ts'
import { openStage, type Stage } from '../../operate/stage/stage.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { PROJECT, SLS, slsEnvironment } from '../support/sls.ts'

type Program = readonly [string, ...string[]]
/** As people run it: Ctrl-C arrives twice. */
export const NPX_SLS: Program = ['npx', 'sls']

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
  /** What is answered to a question, or what happens while it stands and is answered then. */
  answer: string | (() => Promise<string>) = ''

  private constructor(stage: Stage, directory: string) {
    this.stage = stage
    this.#directory = directory
  }

  /** Opens the stack that has its data in the folder. */
  static async of(directory: string): Promise<Operator> {
    const noOptions = async () => ({})
    const opening = () => openStage('local', 'ftp-api-for-cloudinary', noOptions)
    return new Operator(await withLocalData(directory, opening), directory)
  }

  /** Runs a command in this process, on a stage and with rules that may differ from the local stack's. */
  async run(command: Command, options: OptionValues = {}, stage = this.stage, rules = new Rules()): Promise<Said> {
    const lines: string[] = []
    const notes: string[] = []
    const terminal = {
      columns: Number.POSITIVE_INFINITY,
      isForPeople: false,
      print: (text: string) => void lines.push(text),
      note: (text: string) => void notes.push(text),
      progress() {},
      ask: async () => (typeof this.answer === 'string' ? this.answer : this.answer()),
    }
    const code = await withLocalData(this.#directory, () =>
      command.run({ options, rules, stage: async () => stage, terminal }),
    )
    return { code, text: lines.join('\n'), notes: notes.join('\n') }
  }

  /** Runs `sls` as a process of its own. */
  async sls(command: readonly string[], { variables, interruptWhen, program = SLS }: Start = {}): Promise<Said> {
    const [executable, ...leading] = program
    const child = spawn(executable, [...leading, ...command, '--stage', 'local'], {
      cwd: PROJECT,
      env: { ...slsEnvironment(), HOME: process.env.HOME, LOCAL_DATA: this.#directory, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, which gets the signal as a terminal sends it.
      detached: true,
    })
    const said = { text: '', notes: '' }
    const signal = (name: NodeJS.Signals) => {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, name)
    }
    let isInterrupted = false
    const interrupt = () => {
      if (!isInterrupted) signal('SIGINT')
      isInterrupted = true
    }
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      said.notes += chunk
    })
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      said.text += chunk
      if (typeof interruptWhen === 'function' && interruptWhen(said.text)) interrupt()
    })
    let vain: unknown
    if (typeof interruptWhen === 'object') {
      interruptWhen.then(interrupt, (thrown) => {
        vain = thrown
        signal('SIGKILL')
      })
    }
    const [code] = await once(child, 'close')
    if (vain) throw vain
    return { code: Number(code ?? -1), ...said }
  }

  close(): void {
    this.stage.close()
  }
}

/** Whatever runs meanwhile in this process finds the stack in the folder. */
async function withLocalData<Value>(directory: string, run: () => Promise<Value>): Promise<Value> {
  const before = process.env.LOCAL_DATA
  process.env.LOCAL_DATA = directory
  try {
    return await run()
  } finally {
    if (before === undefined) delete process.env.LOCAL_DATA
    else process.env.LOCAL_DATA = before
  }
}
