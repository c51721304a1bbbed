import type { Command } from './cli/command.ts'

/**
 * Where each command is, by its words, so that one is loaded without the others and the SDKs that they need. The same commands as in
 * commands.ts: a test compares them.
 */
export const commandModules: Readonly<Record<string, () => Promise<Command>>> = {
  explain: async () => (await import('./explain/explain.ts')).explain,
  status: async () => (await import('./status/status.ts')).status,
  trace: async () => (await import('./trace/trace.ts')).trace,
  queue: async () => (await import('./queue/queue.ts')).queue,
  diagnose: async () => (await import('./diagnose/diagnose.ts')).diagnose,
  console: async () => (await import('./console/console.ts')).consoleCommand,
  connect: async () => (await import('./connect/connect.ts')).connect,
  sweep: async () => (await import('./sweep/sweep.ts')).sweepCommand,
  pause: async () => (await import('./pause/pause.ts')).pause,
  resume: async () => (await import('./pause/pause.ts')).resume,
  'dlq list': async () => (await import('./dlq/list.ts')).dlqList,
  'dlq redrive': async () => (await import('./dlq/redrive.ts')).dlqRedrive,
  'dlq purge': async () => (await import('./dlq/purge.ts')).dlqPurge,
  'dlq restore': async () => (await import('./dlq/restore.ts')).dlqRestore,
  'guard show': async () => (await import('./guard/guard.ts')).guardShow,
  'guard release': async () => (await import('./guard/guard.ts')).guardRelease,
  'ftp add': async () => (await import('./ftp/add.ts')).ftpAdd,
  'ftp list': async () => (await import('./ftp/list.ts')).ftpList,
  'ftp test': async () => (await import('./ftp/test.ts')).ftpTest,
  'ftp disable': async () => (await import('./ftp/change.ts')).ftpDisable,
  'ftp enable': async () => (await import('./ftp/change.ts')).ftpEnable,
  'ftp remove': async () => (await import('./ftp/change.ts')).ftpRemove,
  'ftp import': async () => (await import('./ftp/import.ts')).ftpImport,
}
