import type { ActivityEntry } from '../../activity.ts'
import { type Api, wordsOf } from '../api.ts'
import { type Child, fill, h } from '../dom.ts'
import { keyText } from '../format.ts'
import { fileHref } from '../router.ts'
import { badge } from './badge.ts'
import { empty } from './loading.ts'

const QUIET = 'The log of the workers says nothing within the last hour.'

const MOODS: Readonly<Record<string, 'good' | 'bad' | 'waiting' | 'plain'>> = {
  upload: 'good',
  rename: 'good',
  move: 'good',
  update: 'good',
  destroy: 'plain',
  refused: 'bad',
  error: 'bad',
  withheld: 'bad',
  retry: 'waiting',
}

/** What was done, the latest first. */
export class ActivityList {
  readonly element = h('ol', { class: 'activity' })
  #shown = ''

  /** Asks for it: a deployed stage's log may take credentials that the person has not. */
  async read(api: Api): Promise<void> {
    try {
      const { entries } = await api.read<{ entries: readonly ActivityEntry[] }>('activity')
      this.show(entries, QUIET)
    } catch (thrown) {
      const words = wordsOf(thrown)
      this.#fill(words, () => nothing('It cannot be told', words))
    }
  }

  /** Shows entries, or what to do where there are none. */
  show(entries: readonly ActivityEntry[], advice: string): void {
    this.#fill(JSON.stringify(entries), () =>
      entries.length === 0 ? nothing('Nothing yet', advice) : entries.map(activityItem),
    )
  }

  /** A link that somebody is at stays where nothing is new. */
  #fill(sign: string, make: () => Child): void {
    if (sign === this.#shown) return
    this.#shown = sign
    fill(this.element, make())
  }
}

function nothing(title: string, advice: string): HTMLElement {
  return h('li', { class: 'none' }, empty(title, h('p', {}, advice)))
}

function activityItem({ time, what, key, reason }: ActivityEntry): HTMLElement {
  const link = key !== '' && h('a', { href: fileHref(key) }, keyText(key))
  const words = h('span', { class: 'what' }, link, ' ', h('small', {}, reason))
  return h('li', {}, h('time', {}, time), badge(what, MOODS[what] ?? 'plain'), words)
}
