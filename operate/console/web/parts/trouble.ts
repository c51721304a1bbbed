import type { LiveView } from '../../live.ts'
import { h, setText } from '../dom.ts'

/** One line of what is wrong, on every page; hidden where nothing is. */
export class TroubleBanner {
  readonly element = h('p', { class: 'trouble', role: 'status' })

  show({ queue: { stop } }: LiveView): void {
    setText(this.element, stop ? `Nothing is mirrored: ${stop.reason}` : '')
  }
}
