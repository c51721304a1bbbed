import type { Entry } from './bucket/entries.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const dayMs = 86_400_000

/** One line of LIST, as `ls -l` writes it: the time of day for the last half year, else the year. All in UTC. */
export function listLine(entry: Entry, nowMs: number): string {
  const [mode, bytes, modified] =
    entry.kind === 'file' ? ['-rw-r--r--', entry.bytes, entry.modified] : ['drwxr-xr-x', 0, new Date(0)]
  return `${mode} 1 ftp ftp ${String(bytes).padStart(12)} ${listDate(modified, nowMs)} ${entry.name}`
}

function listDate(date: Date, nowMs: number): string {
  const day = `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, '0')}`
  const ageMs = nowMs - date.getTime()
  const isRecent = ageMs < 180 * dayMs && ageMs > -dayMs
  return isRecent ? `${day} ${date.toISOString().slice(11, 16)}` : `${day}  ${date.getUTCFullYear()}`
}

/** A time as MDTM and MLST write it. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/[-:T]/g, '').slice(0, 14)
}

/** One line of MLSD or MLST (RFC 3659). */
export function factLine(entry: Entry, name: string): string {
  if (entry.kind === 'directory') return `type=dir; ${name}`
  return `type=file;size=${entry.bytes};modify=${timestamp(entry.modified)}; ${name}`
}
