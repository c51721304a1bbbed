import { type Child, fill, h, setText } from '../dom.ts'
import { count } from '../format.ts'

/** A column of a table in which rows can be selected. */
export interface Column<Row> {
  readonly title: string
  /** Left out where the screen is narrow. */
  readonly isWide?: boolean
  /** As wide as a small picture. */
  readonly isPicture?: boolean
  readonly cell: (row: Row) => Child
}

/** What is shown in a table. */
export interface Selectable<Row> {
  readonly caption: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  /** What a row is called, for those who do not see the table. */
  readonly nameOf: (row: Row) => string
  /** What can be done with those that are selected; nothing can where it is empty. */
  readonly actions: (selected: () => readonly Row[]) => readonly HTMLButtonElement[]
}

/** A table whose rows can be selected, with the buttons for what is selected. */
export function selectableTable<Row>({ caption, rows, columns, nameOf, actions }: Selectable<Row>): HTMLElement {
  const boxes = new Map<HTMLInputElement, Row>()
  const all = h('input', { type: 'checkbox', 'aria-label': 'Select all' })
  const chosen = () => [...boxes].filter(([box]) => box.checked).map(([, row]) => row)
  const words = h('span', { role: 'status' })
  const buttons = actions(chosen)
  const update = () => {
    const number = chosen().length
    all.checked = number > 0 && number === boxes.size
    all.indeterminate = number > 0 && number < boxes.size
    setText(words, number === 0 ? 'None selected' : `${count(number)} selected`)
    for (const one of buttons) one.disabled = number === 0
  }
  const bodyRows = rows.map((row) => {
    const box = h('input', { type: 'checkbox', 'aria-label': `Select ${nameOf(row)}`, on: { change: update } })
    boxes.set(box, row)
    const cells = columns.map((column) => h('td', { class: classOf(column) }, column.cell(row)))
    return h('tr', {}, buttons.length > 0 && h('td', { class: 'select' }, box), cells)
  })
  all.addEventListener('change', () => {
    for (const box of boxes.keys()) box.checked = all.checked
    update()
  })
  const heads = columns.map((column) => h('th', { scope: 'col', class: classOf(column) }, column.title))
  const selectHead = buttons.length > 0 && h('th', { class: 'select', scope: 'col' }, all)
  const table = h(
    'table',
    {},
    h('caption', { class: 'unseen' }, caption),
    h('thead', {}, h('tr', {}, selectHead, heads)),
    h('tbody', {}, bodyRows),
  )
  const box = h('div', { class: 'selectable' })
  fill(box, buttons.length > 0 && h('div', { class: 'toolbar' }, words, buttons), table)
  update()
  return box
}

function classOf({ isWide, isPicture }: Pick<Column<unknown>, 'isWide' | 'isPicture'>): string {
  return isWide ? 'wide' : isPicture ? 'picture' : ''
}
