import { wordsOf } from '../api.ts'
import { type Attributes, button } from '../dom.ts'
import type { App, Refresh } from '../page.ts'

const READ_ONLY = 'This console only shows: start it with --allow-actions to act'

/** A button that changes something; where the console only shows it cannot be pressed, and says so. */
export function actionButton({ stage }: App, label: string, act: () => unknown, attributes: Attributes = {}) {
  if (stage.allowsActions) return button(label, act, attributes)
  const inert = button(`${label} (read-only)`, () => undefined, { title: READ_ONLY })
  inert.disabled = true
  return inert
}

/** Does something, says what came of it, and looks again. */
export async function act(app: App, name: string, sent: object, refresh?: Refresh): Promise<void> {
  try {
    const { said = 'Done.' } = await app.api.act(name, sent)
    app.say(said, 'good')
  } catch (thrown) {
    app.say(wordsOf(thrown), 'bad')
  }
  await refresh?.()
  // What was pressed may be gone.
  if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true })
}
