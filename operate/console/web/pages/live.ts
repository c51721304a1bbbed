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

/** Metrics come by the minute, and logs some seconds late. */
const AGAIN_MS = 15_000

/** What happens now, and what has happened within the last hour. */
export function livePage({ api, stream, stage, say }: App): Shown {
  const pipeline = new Pipeline()
  const charts = new HourCharts()
  const activity = h('ol', { class: 'activity' })
  const read = () => {
    api.read<{ hour: Hour; points: LivePoint[] }>('hour').then(
      (hour) => charts.take(hour),
      (thrown: unknown) => say(wordsOf(thrown), 'bad'),
    )
    if (!stage.isLocal) void readActivity(api, activity)
  }
  const timer = setInterval(read, AGAIN_MS)
  // Charts measure their place, which they have only on the page.
  setTimeout(read)
  const ends = [
    stream.on('live', (view) => {
      pipeline.show(view)
      charts.add(view)
    }),
    // The local stack tells by itself.
    stream.on('activity', (entries) => showActivity(activity, entries, TRY)),
    () => clearInterval(timer),
    () => charts.leave(),
  ]
  if (stage.isLocal) showActivity(activity, [], TRY)
  return {
    title: 'Live',
    content: [
      findForm(),
      h('section', { 'aria-label': 'Now' }, pipeline.element),
      h('section', {}, h('h2', {}, 'The last hour'), charts.element),
      h('section', {}, h('h2', {}, 'What was done'), activity),
    ],
    leave: () => {
      for (const end of ends) end()
    },
  }
}

const TRY = 'Send a file by FTP, or drop one on the Try it page.'
const QUIET = 'The log of the workers says nothing within the last hour.'

/** A deployed stage's log is asked for; it may take credentials that the person has not. */
async function readActivity(api: App['api'], list: HTMLElement): Promise<void> {
  try {
    const { entries } = await api.read<{ entries: readonly ActivityEntry[] }>('activity')
    showActivity(list, entries, QUIET)
  } catch (thrown) {
    fill(list, h('li', { class: 'none' }, empty('It cannot be told', h('p', {}, wordsOf(thrown)))))
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

function showActivity(list: HTMLElement, entries: readonly ActivityEntry[], advice: string): void {
  const none = h('li', { class: 'none' }, empty('Nothing yet', h('p', {}, advice)))
  fill(list, entries.length === 0 ? none : entries.map(activityItem))
}

function activityItem({ time, what, key, reason }: ActivityEntry): HTMLElement {
  const link = key !== '' && h('a', { href: fileHref(key) }, keyText(key))
  const words = h('span', { class: 'what' }, link, ' ', h('small', {}, reason))
  return h('li', {}, h('time', {}, time), badge(what, MOODS[what] ?? 'plain'), words)
}
