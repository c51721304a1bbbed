import type { Chapter } from '../../../trace/story.ts'
import { wordsOf } from '../api.ts'
import { fill, h } from '../dom.ts'
import { decimal, duration, keyText, timeOf } from '../format.ts'
import type { App } from '../page.ts'
import { badge } from '../parts/badge.ts'
import { fileHref } from '../router.ts'

const MOODS: Readonly<Record<string, 'good' | 'bad' | 'waiting'>> = { done: 'good', refused: 'bad', retry: 'waiting' }

/** Shows what the workers have said of a key within a day, the latest first. */
export async function showHistory(place: HTMLElement, { api }: App, key: string): Promise<void> {
  const title = h('h2', {}, 'History')
  try {
    const { chapters } = await api.read<{ chapters: Chapter[] }>('history', { key })
    const none = h('p', { class: 'none' }, 'The workers’ logs say nothing of it within a day.')
    fill(
      place,
      title,
      chapters.length === 0
        ? none
        : h(
            'ol',
            { class: 'history' },
            chapters.toReversed().map((one) => tell(one, key)),
          ),
    )
  } catch (thrown) {
    fill(place, title, h('p', { class: 'none' }, wordsOf(thrown)))
  }
}

function tell({ timestamp, outcome }: Chapter, key: string): HTMLElement {
  const { result, code, reason, mutations, lagMs, durationMs, delaySeconds, failures, deliveries = 1 } = outcome
  const done = mutations.map(({ kind, reason: why }) => `${kind} (${why})`)
  const took = [
    ...(durationMs === undefined
      ? []
      : [`took ${duration(durationMs / 1000) === '0 s' ? `${durationMs} ms` : duration(durationMs / 1000)}`]),
    ...(lagMs === undefined ? [] : [`${decimal(lagMs / 1000)} s after the event`]),
    ...(delaySeconds === undefined ? [] : [`again in ${duration(delaySeconds)}`]),
    ...(deliveries === 1 ? [] : [`delivery ${deliveries}`]),
    ...(failures === undefined ? [] : [`failure ${failures}`]),
  ]
  const isOther = outcome.key !== key
  return h(
    'li',
    {},
    timeOf(Date.parse(timestamp)),
    badge(done.length > 0 ? (mutations[0]?.kind ?? result) : result, MOODS[result] ?? 'waiting'),
    h(
      'span',
      { class: 'what' },
      isOther && ['its asset has gone to ', h('a', { href: fileHref(outcome.key) }, keyText(outcome.key)), '; '],
      keyText([...done, code === 'skip' ? reason : `${code}: ${reason}`].join('; ')),
      took.length > 0 && h('small', {}, ` ${took.join(', ')}`),
    ),
  )
}
