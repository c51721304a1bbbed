import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Outcome } from './client.ts'

const MS_MAX = 60_000

/** Runs a program in a folder, with what it is to read, and waits for its end. */
export async function run(
  folder: string,
  [program = '', ...words]: readonly string[],
  input: readonly string[] = [],
): Promise<Outcome> {
  const child = spawn(program, words, {
    cwd: folder,
    timeout: MS_MAX,
    // No settings of whoever runs this, and its messages in English.
    env: { PATH: process.env.PATH, HOME: folder, TERM: 'dumb', LC_ALL: 'C.UTF-8' },
  })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part))
  child.stdin.on('error', () => {})
  child.stdin.end(input.map((line) => `${line}\n`).join(''))
  const [code] = await once(child, 'close')
  return { isGood: code === 0, output: Buffer.concat(said).toString() }
}
