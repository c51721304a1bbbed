import type { ActivityEntry } from '../../activity.ts'
import type { Hour } from '../../aws-metrics.ts'
import type { LivePoint } from '../../live.ts'
import { wordsOf } from '../api.ts'
import { fill, h } from '../dom.ts'
import { keyText } from '../format.ts'
import type { App, Shown } from '../page.ts'
import { badge } from '../parts/badge.ts'
import { HourCharts } from '../parts/charts.ts'
import { empty } from '../parts/loading.ts'
import { Pipeline } from '../parts/pipeline.ts'
import { fileHref, hrefOf } from '../router.ts'

/** Metrics come by the minute. */
const HOUR_AGAIN_MS = 30_000

/** What happens now, and what has happened within the last hour. */
export function livePage({ api, stream, stage, say }: App): Shown {
  const pipeline = new Pipeline()
  const charts = new HourCharts()
  const activity = h('ol', { class: 'activity' })
  const read = () =>
    api.read<{ hour: Hour; points: LivePoint[] }>('hour').then(
      (hour) => charts.take(hour),
      (thrown: unknown) => say(wordsOf(thrown), 'bad'),
    )
  const timer = setInterval(read, HOUR_AGAIN_MS)
  // Charts measure their place, which they have only on the page.
  setTimeout(read)
  const ends = [
    stream.on('live', (view) => {
      pipeline.show(view)
      charts.add(view)
    }),
    stream.on('activity', (entries) => showActivity(activity, entries)),
    () => clearInterval(timer),
    () => charts.leave(),
  ]
  if (stage.isLocal) showActivity(activity, [])
  return {
    title: 'Live',
    content: [
      findForm(),
      h('section', { 'aria-label': 'Now' }, pipeline.element),
      h('section', {}, h('h2', {}, 'The last hour'), charts.element),
      ...(stage.isLocal ? [h('section', {}, h('h2', {}, 'What was done'), activity)] : []),
    ],
    leave: () => {
      for (const end of ends) end()
    },
  }
}

/** The question that most people come with. */
function findForm(): HTMLElement {
  const input = h('input', {
    id: 'find',
    type: 'search',
    placeholder: 'shoot/photo.jpg, shoot/ or **/*.tif',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const form = h(
    'form',
    { class: 'find', role: 'search' },
    h('label', { for: 'find' }, 'Is a file missing? Find out why'),
    h('div', { class: 'row' }, input, h('button', { class: 'primary' }, 'Find')),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    location.hash = hrefOf('files', '', { q: input.value })
  })
  return form
}

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

function showActivity(list: HTMLElement, entries: readonly ActivityEntry[]): void {
  const advice = h('p', {}, 'Send a file by FTP, or drop one on the Try it page.')
  const none = h('li', { class: 'none' }, empty('Nothing yet', advice))
  fill(list, entries.length === 0 ? none : entries.map(activityItem))
}

function activityItem({ time, what, key, reason }: ActivityEntry): HTMLElement {
  const link = key !== '' && h('a', { href: fileHref(key) }, keyText(key))
  const words = h('span', { class: 'what' }, link, ' ', h('small', {}, reason))
  return h('li', {}, h('time', {}, time), badge(what, MOODS[what] ?? 'plain'), words)
}
