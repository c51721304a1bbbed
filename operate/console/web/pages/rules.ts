import type { explainKey } from '../../../explain/explain.ts'
import { h } from '../dom.ts'
import { keyText } from '../format.ts'
import type { App, Shown } from '../page.ts'
import { load } from '../parts/loading.ts'
import { fileHref } from '../router.ts'

type Explained = ReturnType<typeof explainKey>

/** What the rules make of a key, tried as it is typed. */
export function rulesPage({ api, stage, where }: App): Shown {
  const key = h('input', {
    id: 'key',
    type: 'text',
    value: where.rest,
    placeholder: 'shoot/photo.jpg',
    spellcheck: 'false',
    autocomplete: 'off',
  })
  const result = h('div', { role: 'status' })
  let asked: AbortController | undefined
  const explain = () => {
    asked?.abort()
    asked = new AbortController()
    const { signal } = asked
    if (key.value === '') return result.replaceChildren()
    void load(result, () => api.read<Explained>('explain', { key: key.value }, signal), shownResult)
  }
  key.addEventListener('input', explain)
  if (where.rest !== '') explain()
  return {
    title: 'Rules',
    content: [
      h(
        'p',
        { class: 'lead' },
        h('code', {}, 'mirror.config.ts'),
        ' says what becomes of a file. Try a name: nothing has to be there.',
      ),
      h('div', { class: 'panel' }, h('label', { for: 'key' }, 'Key'), key, result),
      h('section', {}, h('h2', {}, 'In their order: the first that matches says it'), ruleList(stage.ruleNames)),
    ],
    leave: () => asked?.abort(),
  }
}

function shownResult(explained: Explained) {
  const { key, result } = explained
  if (result !== 'mirrored') {
    return h(
      'div',
      { class: 'why' },
      h('h2', {}, result === 'ignored' ? 'Left out' : 'Refused'),
      h('p', {}, explained.reason),
    )
  }
  const { rule, resourceType, type, publicId, reads, options } = explained
  const rows = [
    ['rule', rule],
    ['asset', `${resourceType} ${type} ${publicId}`],
    ['asks S3 by', reads.join(', ')],
    ...Object.entries(options).map(([name, value]) => [name, JSON.stringify(value)]),
  ]
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'why good' },
      h('h2', {}, 'Mirrored'),
      h('p', {}, h('a', { href: fileHref(key) }, 'How the file of this name is')),
    ),
    h(
      'dl',
      { class: 'facts' },
      rows.map(([name = '', value = '']) => h('div', {}, h('dt', {}, name), h('dd', {}, keyText(value)))),
    ),
  )
}

function ruleList(rules: App['stage']['ruleNames']): HTMLElement {
  const items = rules.map(({ name, match }) => {
    const globs = typeof match === 'string' ? match : match.join(', ')
    return h('li', {}, name !== undefined && [h('strong', {}, name), ' '], h('code', {}, globs))
  })
  return h('ol', { class: 'rules' }, items, h('li', {}, 'All others: the defaults'))
}
