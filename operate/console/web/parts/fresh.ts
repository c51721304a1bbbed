import type { QueueStatus } from '../../../queue/status.ts'
import type { App } from '../page.ts'

/** So often at most is something read again by itself. */
const AGAIN_MS = 3000

/**
 * Reads again what is shown when the stage has moved on, but not while the person is at something: a dialog, or a selection. Returns
 * what ends that.
 */
export function keepFresh(
  { stream }: App,
  refresh: () => Promise<unknown>,
  isStale: (status: QueueStatus) => boolean,
): () => void {
  let readMs = Date.now()
  return stream.on('live', (status) => {
    const isBusy = document.querySelector('dialog[open], main input[type=checkbox]:checked') !== null
    if (isBusy || Date.now() - readMs < AGAIN_MS || !isStale(status)) return
    readMs = Date.now()
    void refresh()
  })
}
