import { button, type Child, fill, h } from '../dom.ts'

/** What is asked. */
export interface Question {
  readonly title: string
  readonly text: readonly Child[]
  /** What the button says that does it. */
  readonly act: string
  readonly isDangerous?: boolean
  /** Where it is given, this has to be typed first. */
  readonly typed?: string
  /** Where it is given, a text has to be written, which is what is resolved with. */
  readonly asks?: string
}

/** Asks, and resolves with what was written (empty where nothing was asked for); undefined where the person has thought better of it. */
export function ask({ title, text, act, isDangerous, typed, asks }: Question): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const input = h('input', { id: 'answer', type: 'text', autocomplete: 'off', spellcheck: 'false', required: true })
  const submit = h('button', { class: isDangerous ? 'danger' : 'primary' }, act)
  const dialog = h('dialog', { 'aria-labelledby': 'question' })
  const isReady = () => (typed === undefined ? asks === undefined || input.value.trim() !== '' : input.value === typed)
  const judge = () => {
    submit.disabled = !isReady()
  }
  input.addEventListener('input', judge)
  const label = asks ?? (typed === undefined ? undefined : ['Type ', h('code', {}, typed), ' to go on'])
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: 'question' }, title),
    text,
    label !== undefined && h('label', { for: 'answer' }, label),
    label !== undefined && input,
    h(
      'p',
      { class: 'buttons' },
      button('Cancel', () => dialog.close()),
      submit,
    ),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (isReady()) dialog.close('yes')
  })
  dialog.addEventListener('close', () => {
    resolve(dialog.returnValue === 'yes' ? input.value.trim() : undefined)
    dialog.remove()
  })
  fill(dialog, form)
  judge()
  document.body.append(dialog)
  dialog.showModal()
  return promise
}
