import type { QueueStatus } from '../../../queue/status.ts'
import type { GuardPage, WithheldRow } from '../../guard.ts'
import { button, type Child, h } from '../dom.ts'
import { count, counted, duration, keyText, timeOf } from '../format.ts'
import type { App, Refresh, Shown } from '../page.ts'
import { act, actionButton } from '../parts/actions.ts'
import { ask } from '../parts/dialog.ts'
import { keepFresh } from '../parts/fresh.ts'
import { empty } from '../parts/loading.ts'
import { selectableTable } from '../parts/selection.ts'
import { thumbnail } from '../parts/thumbnail.ts'
import { troublesOf } from '../parts/trouble.ts'
import { fileHref } from '../router.ts'

/** Whether the guard has tripped, what it keeps, and the release of what was selected. */
export function guardPage(app: App): Shown {
  const { place, leave } = keepFresh<GuardPage>(app, {
    read: () => app.api.read('guard'),
    show: (guard, refresh) => shownGuard({ guard, app, refresh }),
    isStale,
  })
  const head = h(
    'p',
    { class: 'lead' },
    'Where many files are deleted at once, the guard keeps their assets until someone has looked: a wiped bucket does not wipe the account.',
  )
  return { title: 'Guard', content: [head, place], leave }
}

/** What is withheld is counted up to a bound only. */
function isStale({ trouble }: QueueStatus, guard: GuardPage | undefined): boolean {
  const { count: withheld = 0, isMore } = troublesOf(trouble).find(({ kind }) => kind === 'guard') ?? {}
  return isMore !== true && withheld !== (guard?.total ?? 0)
}

interface Around {
  readonly guard: GuardPage
  readonly app: App
  readonly refresh: Refresh
}

function shownGuard(around: Around): Child {
  const { guard, app } = around
  const { trippedMs, limit, total, waiting } = guard
  const state =
    trippedMs === undefined
      ? 'Deletions are let through'
      : `All deletions have been stopped for ${duration((Date.now() - trippedMs) / 1000)}, until they are released`
  const facts = [
    `It lets ${counted(limit.deletionsMax, 'deletion', 'deletions')} through in ${duration(limit.windowMs / 1000)}.`,
    waiting > 0 && ` ${counted(waiting, 'new key waits', 'new keys wait')} for assets that are withheld.`,
  ]
  const isNeeded = total > 0 || trippedMs !== undefined || waiting > 0
  const label = total > 0 ? `Release all ${count(total)} …` : 'Let deletions through again …'
  return [
    h(
      'div',
      { class: `why ${trippedMs === undefined && total === 0 ? 'good' : 'bad'}` },
      h('h2', {}, state),
      h('p', {}, facts),
      isNeeded &&
        h(
          'p',
          { class: 'buttons' },
          actionButton(app, label, () => release(around, undefined)),
        ),
    ),
    total === 0 ? empty('Nothing is withheld') : withheldTable(around),
  ]
}

function withheldTable(around: Around): Child {
  const { deletions, total } = around.guard
  const table = selectableTable<WithheldRow>({
    caption: 'Withheld deletions',
    rows: deletions,
    nameOf: ({ key }) => key,
    columns: [
      { title: 'Asset', isPicture: true, cell: ({ key, links }) => thumbnail(key, links) },
      {
        title: 'Key',
        cell: ({ key, address }) => [
          h('a', { href: fileHref(key) }, keyText(key)),
          h('small', { class: 'reason' }, `${address.resourceType} ${address.publicId}`),
        ],
      },
      { title: 'Withheld', isWide: true, cell: ({ sinceMs }) => timeOf(sinceMs) },
    ],
    actions: (selected) =>
      around.app.stage.allowsActions
        ? [button('Release selected …', () => release(around, selected()), { class: 'danger' })]
        : [],
  })
  return [
    h('h2', {}, `${counted(total, 'asset', 'assets')} whose objects are gone`),
    total > deletions.length && h('p', { class: 'notice' }, `The first ${count(deletions.length)} are shown.`),
    table,
  ]
}

async function release({ app, refresh, guard: { total } }: Around, rows: readonly WithheldRow[] | undefined) {
  const number = rows?.length ?? total
  const isSure = await ask({
    title: number === 0 ? 'Let deletions through again?' : `Release ${counted(number, 'deletion', 'deletions')}?`,
    text: [
      number > 0 &&
        h(
          'p',
          {},
          'The assets of keys that are still gone are destroyed in Cloudinary. That cannot be undone from here.',
        ),
      h(
        'p',
        {},
        rows === undefined || number === total
          ? 'From then on deletions are let through again.'
          : 'All others stay withheld, and the guard stays as it is.',
      ),
    ],
    act: 'Release',
    isDangerous: true,
  })
  if (isSure === undefined) return
  const deletions = (rows ?? []).map(({ key, address, sinceMs }) => ({ key, publicId: address.publicId, sinceMs }))
  await act(app, 'release', rows === undefined ? { deletions, all: total } : { deletions }, refresh)
}
