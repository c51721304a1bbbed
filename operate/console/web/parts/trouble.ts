import { visible } from '../../../../shared/model/plain-text.ts'
import type { QueueStatus } from '../../../queue/status.ts'
import type { StageTrouble, StageTroubleKind, TroubleLine } from '../../../trouble/line.ts'
import { tellTrouble } from '../../../trouble/tell.ts'
import { h, setText } from '../dom.ts'
import { hrefOf } from '../router.ts'

/** Where more is to be seen of a trouble. */
const PAGES: Readonly<Partial<Record<StageTroubleKind, readonly [href: string, words: string]>>> = {
  guard: [hrefOf('guard'), 'Look at the guard'],
  'dead-letters': [hrefOf('letters'), 'Look at the dead letters'],
  refused: [hrefOf('files', '', { state: 'refused' }), 'Look at the files'],
  retrying: [hrefOf('files', '', { state: 'trouble' }), 'Look at the files'],
}

/** All that is wrong, the gravest first. */
export function troublesOf({ first, besides }: StageTrouble): readonly TroubleLine[] {
  return first ? [first, ...besides] : []
}

/** One line of what is wrong, on every page, with what to do; hidden where nothing is. */
export class TroubleBanner {
  readonly #words = h('span', { class: 'words' })
  readonly #more = h('a', { class: 'more' })
  readonly #advice = h('small', {})
  // Only what is wrong is read out: for how long changes all the time.
  readonly #spoken = h('span', { class: 'unseen', role: 'status' })
  readonly element = h(
    'div',
    { class: 'trouble', hidden: true },
    this.#words,
    ' ',
    this.#advice,
    ' ',
    this.#more,
    this.#spoken,
  )

  show({ trouble: { first, besides } }: QueueStatus): void {
    this.element.toggleAttribute('hidden', first === undefined)
    setText(this.#spoken, first ? visible(first.text) : '')
    if (!first) return
    const text = visible(tellTrouble(first, Date.now()))
    const others = besides.length === 0 ? '' : ` (and ${besides.length} more)`
    setText(this.#words, `${text.charAt(0).toUpperCase()}${text.slice(1)}.${others}`)
    setText(this.#advice, first.advice === undefined ? '' : `To do: ${first.advice}.`)
    const [href, words] = PAGES[first.kind] ?? ['', '']
    this.#more.setAttribute('href', href)
    setText(this.#more, words)
    this.#more.toggleAttribute('hidden', words === '')
  }
}
