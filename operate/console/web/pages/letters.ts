import { button, type Child, h } from '../dom.ts'
import { counted, duration, keyText } from '../format.ts'
import type { App, Refresh, Shown } from '../page.ts'
import { act, actionButton } from '../parts/actions.ts'
import { ask } from '../parts/dialog.ts'
import { keepFresh } from '../parts/fresh.ts'
import { empty } from '../parts/loading.ts'
import { selectableTable } from '../parts/selection.ts'
import { fileHref } from '../router.ts'

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
  const { place, leave } = keepFresh<Letters>(app, {
    read: () => app.api.read('letters'),
    show: (letters, refresh) => shownLetters({ letters, app, refresh }),
    isStale: ({ deadLetters }, letters) => deadLetters !== (letters?.depth ?? 0),
  })
  const head = h(
    'p',
    { class: 'lead' },
    'Changes that were refused, or failed too often. They stay for 14 days. Fix the cause, then redrive them.',
  )
  return { title: 'Dead letters', content: [head, place], leave }
}

interface Around {
  readonly letters: Letters
  readonly app: App
  readonly refresh: Refresh
}

function shownLetters(around: Around): Child {
  const { letters, app, refresh } = around
  const { messages, depth, remarks } = letters
  if (messages.length === 0 && depth === 0) return empty('No dead letters', h('p', {}, 'Nothing was refused.'))
  const groups = [...Map.groupBy(messages, ({ code }) => code)].sort(([, a], [, b]) => b.length - a.length)
  const all = [
    actionButton(app, 'Redrive all', () => act(app, 'redrive', { all: true }, refresh), { class: 'primary' }),
    actionButton(app, 'Purge all …', () => purge(around, { all: true }, depth), { class: 'danger' }),
  ]
  return [
    h(
      'div',
      { class: 'toolbar' },
      h('span', {}, counted(depth, 'dead letter', 'dead letters')),
      button('Look again', refresh),
      all,
    ),
    remarks.map((remark) => h('p', { class: 'notice' }, remark)),
    groups.map(([code, group]) => letterGroup(code, group, around)),
  ]
}

function letterGroup(code: string, group: readonly Letter[], around: Around): HTMLElement {
  const { app, refresh } = around
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
        button('Redrive selected', () => act(app, 'redrive', { ids: ids() }, refresh), { class: 'primary' }),
        button('Purge selected …', () => purge(around, { ids: ids() }, ids().length)),
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

async function purge({ app, refresh, letters: { queue } }: Around, selection: object, number: number): Promise<void> {
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
  if (typed !== undefined) await act(app, 'purge', { selection, queue: typed }, refresh)
}
