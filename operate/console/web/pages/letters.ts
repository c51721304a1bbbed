import { button, type Child, h } from '../dom.ts'
import { counted, duration, keyText } from '../format.ts'
import type { App, Shown } from '../page.ts'
import { ask } from '../parts/dialog.ts'
import { keepFresh } from '../parts/fresh.ts'
import { empty, load } from '../parts/loading.ts'
import { selectableTable } from '../parts/selection.ts'
import { fileHref } from '../router.ts'
import { act, readOnly } from './offers.ts'

/** A dead letter, as `sls dlq list --json` has it. */
interface Letter {
  readonly id: string
  readonly keys: readonly string[]
  readonly code: string
  readonly reason: string
  readonly meaning: string | null
  readonly action: string | null
  readonly ageSeconds: number
}

interface Letters {
  readonly queue: string
  readonly depth: number
  readonly messages: readonly Letter[]
  readonly remarks: readonly string[]
}

/** What was refused, by reason, and what to do about it. */
export function lettersPage(app: App): Shown {
  const place = h('div', {})
  let shown = 0
  const refresh = () =>
    load(
      place,
      () => app.api.read<Letters>('letters'),
      (letters) => {
        shown = letters.depth
        return shownLetters(letters, app, refresh)
      },
    )
  void refresh()
  const head = h(
    'p',
    { class: 'lead' },
    'Changes that were refused, or failed too often. They stay for 14 days. Fix the cause, then redrive them.',
  )
  const leave = keepFresh(app, refresh, ({ deadLetters }) => deadLetters !== shown)
  return { title: 'Dead letters', content: [head, place], leave }
}

function shownLetters(letters: Letters, app: App, refresh: () => Promise<void>): Child {
  const { messages, depth, remarks } = letters
  if (messages.length === 0 && depth === 0) return empty('No dead letters', h('p', {}, 'Nothing was refused.'))
  const groups = [...Map.groupBy(messages, ({ code }) => code)].sort(([, a], [, b]) => b.length - a.length)
  const all = [
    button('Redrive all', () => act(app, refresh, 'redrive', { all: true }), { class: 'primary' }),
    button('Purge all …', () => purge(app, refresh, letters, { all: true }, depth), { class: 'danger' }),
  ].map((one) => (app.stage.allowsActions ? one : readOnly(one)))
  return [
    h(
      'div',
      { class: 'toolbar' },
      h('span', {}, counted(depth, 'dead letter', 'dead letters')),
      button('Look again', refresh),
      all,
    ),
    remarks.map((remark) => h('p', { class: 'notice' }, remark)),
    groups.map(([code, group]) => letterGroup(code, group, { letters, app, refresh })),
  ]
}

interface Around {
  readonly letters: Letters
  readonly app: App
  readonly refresh: () => Promise<void>
}

function letterGroup(code: string, group: readonly Letter[], { letters, app, refresh }: Around): HTMLElement {
  const { meaning, action } = group[0] ?? {}
  const table = selectableTable<Letter>({
    caption: `Dead letters with ${code}`,
    rows: group,
    nameOf: ({ keys }) => keys.join(' ') || 'a message without a key',
    columns: [
      {
        title: 'Key and reason',
        cell: ({ keys, reason }) => [keys.map((key) => keyLine(key)), h('small', { class: 'reason' }, reason)],
      },
      { title: 'Age', isWide: true, cell: ({ ageSeconds }) => duration(ageSeconds) },
    ],
    actions: (selected) => {
      if (!app.stage.allowsActions) return []
      const ids = () => selected().map(({ id }) => id)
      return [
        button('Redrive selected', () => act(app, refresh, 'redrive', { ids: ids() }), { class: 'primary' }),
        button('Purge selected …', () => purge(app, refresh, letters, { ids: ids() }, ids().length)),
      ]
    },
  })
  return h(
    'section',
    { class: 'group' },
    h('h2', {}, h('code', {}, code), ` · ${counted(group.length, 'message', 'messages')}`),
    meaning && h('p', {}, `${sentence(meaning)} `, action && [h('strong', {}, 'To do: '), `${action}.`]),
    table,
  )
}

function keyLine(key: string): HTMLElement {
  return h('div', {}, h('a', { href: fileHref(key) }, keyText(key)))
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

async function purge(app: App, refresh: () => Promise<void>, { queue }: Letters, selection: object, number: number) {
  const typed = await ask({
    title: `Purge ${counted(number, 'dead letter', 'dead letters')}?`,
    text: [
      h(
        'p',
        {},
        'They are written into a file on the machine that runs this console, and then deleted from the queue. What they tell of is not mirrored.',
      ),
    ],
    act: 'Purge',
    isDangerous: true,
    typed: queue,
  })
  if (typed !== undefined) await act(app, refresh, 'purge', { selection, queue: typed })
}
