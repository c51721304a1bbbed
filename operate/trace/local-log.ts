import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { localDataFolder } from '../../shared/config/local-data.ts'
import { UsageError } from '../usage-error.ts'

/** The lines of the local stack's log that have a text in them. */
export async function localLogLines(text: string): Promise<readonly string[]> {
  const file = join(localDataFolder(), 'stack.log')
  if (!existsSync(file)) {
    throw new UsageError(`expected the log of the local stack, found no ${file}; with --memory it keeps none`)
  }
  const lines: string[] = []
  for await (const line of createInterface({ input: createReadStream(file) })) if (line.includes(text)) lines.push(line)
  return lines
}
