import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onEnd } from './on-end.ts'

const folders = new Set<string>()
onEnd(() => {
  for (const folder of folders) removeFolder(folder)
})

/** Makes an empty folder, whose name begins with `name`, that is gone when this process is, whatever ends it. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  folders.add(folder)
  return folder
}

/** Removes such a folder before that, with all that is in it. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  folders.delete(folder)
}
