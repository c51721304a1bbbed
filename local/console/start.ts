import type { S3Client } from '@aws-sdk/client-s3'
import type { Activity } from '../../operate/console/activity.ts'
import type { FtpAddress } from '../../operate/console/context.ts'
import { lazily } from '../../operate/console/lazily.ts'
import { type ConsoleServer, type ConsoleSite, serveConsole } from '../../operate/console/server.ts'
import type { LocalDescription } from '../../operate/stage/clients.ts'
import type { Stage } from '../../operate/stage/stage.ts'
import { loadRules } from '../../shared/config/rules.ts'
import { storeFile } from '../ftp/bucket/upload.ts'

/** The password that the manual names. */
const DEMO = 'demo'

/** What the console of the local stack works with. */
export interface LocalConsoleOptions {
  readonly port: number
  readonly service: string
  readonly description: LocalDescription & { readonly bucket: string; readonly ftp: FtpAddress }
  readonly s3: S3Client
  readonly activity: Activity
  /** Where the stand-in answers; undefined where an account outside is mirrored into. */
  readonly standInOrigin: string | undefined
}

/** Serves the operator's console for the local stack. Whoever runs that may do all there is to do. */
export async function startLocalConsole(options: LocalConsoleOptions): Promise<ConsoleServer> {
  const stage = lazily(() => openStage(options))
  const server = await serveConsole(() => openSite(stage, options), { port: options.port, allowsActions: true })
  return {
    ...server,
    async stop() {
      await server.stop()
      // It has been opened only if somebody has looked.
      if (stage.isMade()) (await stage().catch(() => undefined))?.close()
    },
  }
}

// Loaded when somebody looks: a stack that nobody looks at has no use for it.
async function openStage({ service, description }: LocalConsoleOptions): Promise<Stage> {
  const { openLocalStage } = await import('../../operate/stage/stage.ts')
  return openLocalStage(service, description)
}

async function openSite(
  stage: () => Promise<Stage>,
  { description: { bucket, ftp }, s3, activity, standInOrigin }: LocalConsoleOptions,
): Promise<ConsoleSite> {
  const [{ composeSite }, { standInFaults }] = await Promise.all([
    import('../../operate/console/compose.ts'),
    import('../../operate/console/faults.ts'),
  ])
  const put = (key: string, bytes: AsyncIterable<Uint8Array>) => storeFile({ s3, name: bucket }, key, bytes)
  const faults = standInOrigin === undefined ? undefined : standInFaults(standInOrigin)
  const { host, port, user, password } = ftp
  // One that people have chosen is shown nowhere.
  const shown = { host, port, user, password: password === DEMO ? DEMO : undefined }
  const local = { ftp: shown, put, faults }
  const site = composeSite({ stage, rules: await loadRules(), allowsActions: true, local })
  const tell = () => site.events.tell('activity', activity.latest())
  activity.onChange = tell
  tell()
  return site
}
