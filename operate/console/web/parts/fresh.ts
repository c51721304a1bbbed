import type { QueueStatus } from '../../../queue/status.ts'
import { type Child, h } from '../dom.ts'
import type { App, Refresh } from '../page.ts'
import { load } from './loading.ts'

/** So often at most is something read again by itself. */
const AGAIN_MS = 3000

/** What is read, and how it is shown. */
interface Fresh<Value> {
  readonly read: () => Promise<Value>
  readonly show: (value: Value, refresh: Refresh) => Child
  /** Whether the stage has moved on from what was read last; nothing was where that has never worked. */
  readonly isStale: (status: QueueStatus, last: Value | undefined) => boolean
  /** What is done after each time that it was read. */
  readonly after?: () => Promise<unknown>
}

/** A place for what is read: now, when it is asked for, and when the stage has moved on, until it is left. */
export function keepFresh<Value>(
  { stream }: App,
  { read, show, isStale, after }: Fresh<Value>,
): { readonly place: HTMLElement; readonly leave: () => void } {
  const place = h('div', {})
  let last: Value | undefined
  let readMs = Date.now()
  const refresh = async () => {
    await load(place, read, (value) => {
      last = value
      return show(value, refresh)
    })
    await after?.()
  }
  void refresh()
  const leave = stream.on('live', (status) => {
    // Not while the person is at something: a dialog, or a selection.
    const isBusy = document.querySelector('dialog[open], main input[type=checkbox]:checked') !== null
    if (isBusy || Date.now() - readMs < AGAIN_MS || !isStale(status, last)) return
    readMs = Date.now()
    void refresh()
  })
  return { place, leave }
}
