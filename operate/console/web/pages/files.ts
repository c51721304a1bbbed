import type { FilePage, FileRow } from '../../files.ts'
import { button, type Child, h } from '../dom.ts'
import { bytes, count, keyText, timeOf } from '../format.ts'
import type { App, Shown } from '../page.ts'
import { stateBadge, stateWords } from '../parts/badge.ts'
import { keepFresh } from '../parts/fresh.ts'
import { empty } from '../parts/loading.ts'
import { thumbnail } from '../parts/thumbnail.ts'
import { fileHref, hrefOf } from '../router.ts'

const MATCHED = { prefix: 'begin with', glob: 'match', text: 'contain' } as const

/** The files of the bucket and of the ledger, searched by how their keys begin, by glob or by state. */
export function filesPage(app: App): Shown {
  const { where } = app
  const [q, state] = [where.query.get('q') ?? '', where.query.get('state') ?? '']
  let isLonger = false
  const more = async (page: FilePage, body: HTMLElement, foot: HTMLElement) => {
    isLonger = true
    const query = { q, state, kind: page.matched, after: page.after ?? '' }
    const next = await app.api.read<FilePage>('files', query)
    body.append(...next.files.map(rowOf))
    foot.replaceChildren(footOf(next, () => more(next, body, foot)))
  }
  let seen: number | undefined
  const { place, leave } = keepFresh<FilePage>(app, {
    read: () => app.api.read('files', { q, state }),
    show: (page) => shownPage(page, q, state, more),
    // The first page, when something was done; a longer list stays as the person has it.
    isStale: ({ visible, inFlight, delayed, deadLetters }) => {
      const before = seen
      seen = visible + inFlight + delayed + deadLetters
      return !isLonger && before !== undefined && before !== seen
    },
  })
  place.classList.add('results')
  place.setAttribute('aria-live', 'off')
  return { title: 'Files', content: [searchForm(q, state), place], leave }
}

function searchForm(q: string, state: string): HTMLElement {
  const input = h('input', {
    id: 'q',
    type: 'search',
    value: q,
    placeholder: 'shoot/ or **/*.tif',
    spellcheck: 'false',
  })
  const options = [['', 'any state'], ['trouble', 'not settled'], ...stateWords] as const
  const select = h(
    'select',
    { id: 'state' },
    options.map(([value, words]) => h('option', { value, selected: value === state }, words)),
  )
  const go = () => {
    location.hash = hrefOf('files', '', { q: input.value, state: select.value })
  }
  select.addEventListener('change', go)
  const form = h(
    'form',
    { class: 'row search', role: 'search' },
    h('div', { class: 'grow' }, h('label', { for: 'q' }, 'Key: its beginning, or a glob'), input),
    h('div', {}, h('label', { for: 'state' }, 'State'), select),
    h('button', { class: 'primary' }, 'Search'),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    go()
  })
  return form
}

type More = (page: FilePage, body: HTMLElement, foot: HTMLElement) => Promise<void>

function shownPage(page: FilePage, q: string, state: string, more: More): Child {
  if (page.files.length === 0 && page.after === undefined) return nothing(q, state)
  const body = h('tbody', {}, page.files.map(rowOf))
  const foot = h('div', { class: 'foot' })
  foot.append(footOf(page, () => more(page, body, foot)))
  const matched = q === '' ? 'All keys' : ['Keys that ', MATCHED[page.matched], ' ', h('strong', {}, keyText(q))]
  return [
    h('p', { class: 'matched' }, matched, ', in order, from the bucket and the ledger'),
    h(
      'table',
      { class: 'files' },
      h('caption', { class: 'unseen' }, 'Files'),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'Picture')),
          h('th', { scope: 'col' }, 'Key'),
          h('th', { scope: 'col' }, 'State'),
          h('th', { scope: 'col', class: 'wide number' }, 'Size'),
          h('th', { scope: 'col', class: 'wide' }, 'Changed'),
        ),
      ),
      body,
    ),
    foot,
  ]
}

function rowOf({ key, state, reason, links, sizeBytes, lastModifiedMs }: FileRow): HTMLElement {
  return h(
    'tr',
    {},
    h('td', { class: 'picture' }, thumbnail(key, links)),
    h(
      'td',
      {},
      h('a', { href: fileHref(key) }, keyText(key)),
      reason !== '' && h('small', { class: 'reason' }, reason),
    ),
    h('td', {}, stateBadge(state)),
    h('td', { class: 'wide number' }, sizeBytes === undefined ? '–' : bytes(sizeBytes)),
    h('td', { class: 'wide' }, lastModifiedMs === undefined ? '–' : timeOf(lastModifiedMs)),
  )
}

function footOf({ after, scanned, files }: FilePage, more: () => Promise<void>): HTMLElement {
  if (after === undefined) return h('p', {}, 'These are all.')
  const words = files.length === 0 ? `None among ${count(scanned)} keys. ` : ''
  return h('p', {}, words, button('Show more', more))
}

function nothing(q: string, state: string): HTMLElement {
  if (state !== '') return empty('No such file in this state', h('p', {}, 'Choose any state to see the others.'))
  if (q === '')
    return empty('No files yet', h('p', {}, 'Send one by FTP: it appears here as soon as it is in the bucket.'))
  return empty(
    'No such key',
    h('p', {}, 'Neither the bucket nor the ledger has it. Capitals and spaces count. Was it sent to this stage?'),
    h(
      'p',
      {},
      h('a', { href: fileHref(q) }, 'Look it up all the same'),
      ': as a whole key, with its dead letters and logs.',
    ),
  )
}
