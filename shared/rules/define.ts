import type { MirrorConfig } from './schema.ts'

/** Gives mirror.config.ts its type, so that an editor completes and checks it. Returns what it is given. */
export function defineConfig(config: MirrorConfig): MirrorConfig {
  return config
}
