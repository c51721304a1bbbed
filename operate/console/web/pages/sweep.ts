import type { SweepView } from '../../sweeps.ts'
import { button, type Child, fill, h } from '../dom.ts'
import { count, counted, keyText } from '../format.ts'
import type { App, Shown } from '../page.ts'
import { act, actionButton } from '../parts/actions.ts'
import { empty } from '../parts/loading.ts'
import { fileHref } from '../router.ts'

/** Compares the bucket with the ledger, and with the account; repairs what differs, or only says it. */
export function sweepPage(app: App): Shown {
  const place = h('div', {})
  fill(
    place,
    empty('No sweep yet', h('p', {}, 'A dry run changes nothing, and says of each difference what would be done.')),
  )
  const end = app.stream.on('sweep', (view) => fill(place, shownSweep(view, app)))
  const head = h(
    'p',
    { class: 'lead' },
    'A sweep finds what events have missed: it compares the bucket with the ledger, and queues a change for each difference. One runs by itself every hour.',
  )
  return { title: 'Sweep', content: [head, sweepForm(app), place], leave: end }
}

function sweepForm(app: App): HTMLElement {
  const prefix = h('input', {
    id: 'prefix',
    type: 'text',
    placeholder: 'all keys',
    spellcheck: 'false',
    autocomplete: 'off',
  })
  const metadata = h('input', { id: 'metadata', type: 'checkbox' })
  const deep = h('input', { id: 'deep', type: 'checkbox' })
  const start = (dryRun: boolean) => {
    const sent = { prefix: prefix.value, metadata: metadata.checked, deep: deep.checked, dryRun }
    return act(app, 'sweep', sent)
  }
  const buttons = [
    actionButton(app, 'Dry run', () => start(true), { class: 'primary' }),
    actionButton(app, 'Sweep and queue', () => start(false)),
  ]
  return h(
    'div',
    { class: 'panel' },
    h('label', { for: 'prefix' }, 'Only keys that begin with'),
    prefix,
    h(
      'p',
      { class: 'choice' },
      metadata,
      h('label', { for: 'metadata' }, 'Ask for metadata and tags of each object, too'),
    ),
    h(
      'p',
      { class: 'choice' },
      deep,
      h('label', { for: 'deep' }, 'Ask Cloudinary for each asset, too (calls of its Admin API)'),
    ),
    h('p', { class: 'buttons' }, buttons),
  )
}

const STATES: Readonly<Record<SweepView['state'], string>> = {
  running: 'runs',
  done: 'is over',
  stopped: 'was stopped; the next one goes on from there',
  failed: 'has failed',
}

function shownSweep(view: SweepView, app: App): Child {
  const { state, isDryRun, prefix, progress, failure, result } = view
  const what = isDryRun ? 'The dry run' : 'The sweep'
  const stop = button('Stop', () => act(app, 'stop-sweep', {}))
  return [
    h(
      'div',
      { class: `why ${state === 'failed' ? 'bad' : state === 'done' ? 'good' : ''}` },
      h('h2', {}, `${what}${prefix === '' ? '' : ' of '}`, prefix !== '' && keyText(prefix), ` ${STATES[state]}`),
      state === 'running' && [
        h('progress', { 'aria-label': 'The sweep runs' }),
        h('p', { class: 'detail' }, progress),
        h('p', { class: 'buttons' }, stop),
      ],
      failure !== undefined && h('p', { role: 'alert' }, failure),
      result && h('p', {}, resultText(view, result)),
    ),
    differencesTable(view),
  ]
}

function resultText(
  { isDryRun }: SweepView,
  { compared, differences, queued }: NonNullable<SweepView['result']>,
): string {
  const keys = `${counted(compared, 'key', 'keys')} compared`
  if (differences === 0) return `${keys}, nothing differs.`
  const done = isDryRun ? 'nothing was changed' : `${counted(queued, 'change is', 'changes are')} queued`
  return `${keys}, ${counted(differences, 'differs', 'differ')}; ${done}.`
}

function differencesTable({ differences, result }: SweepView): Child {
  if (differences.length === 0) return undefined
  const cut = (result?.differences ?? 0) > differences.length
  const rows = differences.map(({ key, reason, detail = '' }) =>
    h(
      'tr',
      {},
      h('td', {}, h('a', { href: fileHref(key) }, keyText(key))),
      h('td', {}, reason),
      h('td', { class: 'wide' }, detail),
    ),
  )
  const heads = [
    h('th', { scope: 'col' }, 'Key'),
    h('th', { scope: 'col' }, 'Difference'),
    h('th', { scope: 'col', class: 'wide' }, 'What would be done'),
  ]
  return [
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, 'What differs'),
      h('thead', {}, h('tr', {}, heads)),
      h('tbody', {}, rows),
    ),
    cut && h('p', { class: 'notice' }, `The first ${count(differences.length)} are shown.`),
  ]
}
