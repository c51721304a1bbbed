import { Api } from './api.ts'
import { Background } from './background.ts'
import type { Blobs } from './blobs.ts'
import { Chunks } from './chunks.ts'
import { type Clock, systemClock } from './clock.ts'
import { Faults } from './faults.ts'
import { Notifier } from './notifications.ts'
import type { Account } from './render.ts'
import { Service } from './serve.ts'
import { Settings } from './settings.ts'
import type { Reach } from './source/reach.ts'
import { Statistics } from './statistics.ts'
import type { Store } from './store.ts'
import { EagerImages } from './transform/eager.ts'

/** What outlives a request, and perhaps the process. */
export interface Kept {
  readonly store: Store
  readonly blobs: Blobs
}

/** Puts the parts of a stand-in together; all that waits gives up when the signal fires. */
export function assemble(
  given: Omit<Account, 'folderMode'>,
  { store, blobs }: Kept,
  reach: Reach,
  signal: AbortSignal,
  clock: Clock = systemClock,
): { service: Service; background: Background } {
  const [statistics, faults, settings] = [new Statistics(), new Faults(), new Settings()]
  const background = new Background(signal)
  const account: Account = {
    ...given,
    get folderMode() {
      return settings.values.folderMode
    },
  }
  const supply = { clock, blobs, chunks: new Chunks(blobs), reach, statistics, faults, settings }
  const notifier = new Notifier({ account, clock, background, faults, settings, statistics, reach })
  const eager = new EagerImages({ account, blobs, background, notifier })
  const api = new Api({ account, clock, store, supply, background, notifier, settings, eager })
  return {
    service: new Service({ account, clock, store, blobs, api, faults, statistics, settings, background }, signal),
    background,
  }
}
