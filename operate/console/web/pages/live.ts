import type { Hour } from '../../aws-metrics.ts'
import type { LivePoint } from '../../live.ts'
import { wordsOf } from '../api.ts'
import { h } from '../dom.ts'
import type { App, Shown } from '../page.ts'
import { ActivityList } from '../parts/activity.ts'
import { HourCharts } from '../parts/charts.ts'
import { Pipeline } from '../parts/pipeline.ts'
import { hrefOf } from '../router.ts'

/** Metrics come by the minute, and logs some seconds late. */
const AGAIN_MS = 15_000

/** What happens now, and what has happened within the last hour. */
export function livePage({ api, stream, stage, say }: App): Shown {
  const pipeline = new Pipeline()
  const charts = new HourCharts()
  const activity = new ActivityList()
  let failure = ''
  const read = () => {
    api.read<{ hour: Hour; points: LivePoint[] }>('hour').then(
      (hour) => charts.take(hour),
      (thrown: unknown) => {
        const words = wordsOf(thrown)
        // Once: what is not allowed now is not allowed the next time either.
        if (words !== failure) say(words, 'bad')
        failure = words
      },
    )
    if (!stage.isLocal) void activity.read(api)
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
    stream.on('activity', (entries) => activity.show(entries, TRY)),
    () => clearInterval(timer),
    () => charts.leave(),
  ]
  if (stage.isLocal) activity.show([], TRY)
  return {
    title: 'Live',
    content: [
      findForm(),
      h('section', { 'aria-label': 'Now' }, pipeline.element),
      h('section', {}, h('h2', {}, 'The last hour'), charts.element),
      h('section', {}, h('h2', {}, 'What was done'), activity.element),
    ],
    leave: () => {
      for (const end of ends) end()
    },
  }
}

const TRY = 'Send a file by FTP, or drop one on the Try it page.'

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
