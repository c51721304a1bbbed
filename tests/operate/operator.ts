import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Command, OptionValues } from '../../operate/command.ts'
import { connectStage, type Stage } from '../../operate/stage.ts'
import { Rules } from '../../shared/rules/rules.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** What a command has said, and its exit code. */
export interface Said {
  readonly code: number
  readonly text: string
  readonly notes: string
}

/** Somebody who runs commands on a local stack. */
export class Operator {
  readonly stage: Stage
  readonly #directory: string

  private constructor(stage: Stage, directory: string) {
    this.stage = stage
    this.#directory = directory
  }

  /** Connects to the stack that has its data in the folder. */
  static async of(directory: string): Promise<Operator> {
    const before = process.env.LOCAL_DATA
    process.env.LOCAL_DATA = directory
    try {
      const noSettings = async () => ({})
      return new Operator(await connectStage('local', 'ftp-api-for-cloudinary', noSettings), directory)
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
      ask: async () => '',
    }
    const code = await command.run({ options, rules, stage: async () => stage, terminal })
    return { code, text: lines.join('\n'), notes: notes.join('\n') }
  }

  /** Runs `sls` as a process of its own. */
  async sls(command: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Said> {
    const manifest = createRequire(import.meta.url).resolve('serverless/package.json')
    const program = join(dirname(manifest), 'bin', 'serverless.js')
    const quiet = { SLS_NOTIFICATIONS_MODE: 'off', SLS_TELEMETRY_DISABLED: '1', LOCAL_DATA: this.#directory }
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...quiet, ...variables }
    const running = promisify(execFile)(process.execPath, [program, ...command, '--stage', 'local'], {
      cwd: PROJECT,
      env,
    })
    const { stdout, stderr } = await running.catch((thrown: { stdout: string; stderr: string }) => thrown)
    return { code: running.child.exitCode ?? -1, text: stdout, notes: stderr }
  }

  close(): void {
    this.stage.close()
  }
}
