import type { QueueStatus } from '../../../queue/status.ts'
import type { FileView } from '../../file.ts'
import { type Child, fill, h } from '../dom.ts'
import { keyText, visible } from '../format.ts'
import type { App, Refresh, Shown } from '../page.ts'
import { keepFresh } from '../parts/fresh.ts'
import { hrefOf } from '../router.ts'
import { showHistory } from './history.ts'
import { folderOf, offerButton } from './offers.ts'

/** What the page says in other places. */
const SAID: readonly string[] = ['key', 'trouble', 'to do']

/** All that is known of one file, and before all why it is as it is. */
export function filePage(app: App): Shown {
  const key = app.where.rest
  const history = h('section', {}, h('h2', {}, 'History'))
  let seen = ''
  const { place, leave } = keepFresh<FileView>(app, {
    read: () => app.api.read('file', { key }),
    show: (view, refresh) => shownFile(view, app, refresh),
    // What is on its way is looked at again, as the stage moves.
    isStale: (status, view) => {
      const mood = view?.explanation.mood ?? 'waiting'
      const before = seen
      seen = signOf(status)
      return mood === 'waiting' || (mood === 'bad' && before !== '' && seen !== before)
    },
    after: () => showHistory(history, app, key),
  })
  const folder = folderOf(key)
  const heading = h(
    'p',
    { class: 'crumbs' },
    h('a', { href: hrefOf('files') }, 'Files'),
    folder !== '' && [' / ', h('a', { href: hrefOf('files', '', { q: folder }) }, keyText(folder))],
  )
  return { title: visible(key), content: [heading, place, history], leave }
}

function shownFile(file: FileView, app: App, refresh: Refresh): Child {
  const { key, rows, links, json } = file
  const picture =
    links?.preview === undefined
      ? undefined
      : h('img', { class: 'preview', src: links.preview, alt: `Preview of ${visible(key)}` })
  picture?.addEventListener('error', () => picture.remove())
  return [
    h('div', { class: 'file-head' }, explained(file, app, refresh), picture),
    links &&
      h(
        'p',
        { class: 'links' },
        h('a', { href: links.delivery, target: '_blank', rel: 'noopener' }, 'Open the asset'),
        links.mediaLibrary !== undefined &&
          h('a', { href: links.mediaLibrary, target: '_blank', rel: 'noopener' }, 'Open in the Media Library'),
      ),
    h('section', {}, h('h2', {}, 'What is known'), facts(rows)),
    h(
      'details',
      { open: isOpened() },
      h('summary', {}, 'All of it, as JSON'),
      h('pre', { tabindex: 0 }, JSON.stringify(json, null, 2)),
    ),
  ]
}

function explained(file: FileView, app: App, refresh: Refresh): HTMLElement {
  const { mood, headline, detail, advice, offers } = file.explanation
  const buttons = offers.map((offer) => offerButton(offer, file, app, refresh))
  return h(
    'div',
    { class: `why ${mood}` },
    h('h2', {}, headline),
    h('p', {}, detail),
    advice !== '' && h('p', { class: 'advice' }, h('strong', {}, 'To do: '), advice),
    buttons.length > 0 && h('p', { class: 'buttons' }, buttons),
  )
}

function facts(rows: FileView['rows']): HTMLElement {
  const list = h('dl', { class: 'facts' })
  fill(
    list,
    rows
      .filter(([name]) => !SAID.includes(name))
      .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, keyText(value)))),
  )
  return list
}

/** True where the person has opened the details that are to be drawn anew. */
function isOpened(): boolean {
  return document.querySelector('main details[open]') !== null
}

/** What changes where something is done that may be about any file. */
function signOf({ visible: waiting, inFlight, delayed, deadLetters, trouble }: QueueStatus): string {
  return JSON.stringify([waiting, inFlight, delayed, deadLetters, trouble.first?.kind, trouble.first?.count])
}
