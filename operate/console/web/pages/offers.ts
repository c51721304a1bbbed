import type { FileView } from '../../file.ts'
import type { Offer } from '../../why.ts'
import { wordsOf } from '../api.ts'
import { button } from '../dom.ts'
import type { App } from '../page.ts'
import { hrefOf } from '../router.ts'

const LABELS: Readonly<Record<Offer, string>> = {
  redrive: 'Redrive it',
  release: 'Look at the guard',
  resume: 'Resume mirroring',
  sweep: 'Compare and queue it',
}

/** The button for what can be done about a file. */
export function offerButton(offer: Offer, file: FileView, app: App, refresh: () => Promise<void>): HTMLButtonElement {
  const label = LABELS[offer]
  if (offer === 'release') {
    return button(label, () => {
      location.hash = hrefOf('guard')
    })
  }
  const made = button(label, () => act(app, refresh, ...requestFor(offer, file)), { class: 'primary' })
  return app.stage.allowsActions ? made : readOnly(made)
}

/** A button that cannot be pressed, since the console only shows, and that says so. */
export function readOnly(made: HTMLButtonElement): HTMLButtonElement {
  const title = 'This console only shows: start it with --allow-actions to act'
  const inert = button(`${made.textContent} (read-only)`, () => undefined, { title })
  inert.disabled = true
  return inert
}

function requestFor(offer: Exclude<Offer, 'release'>, { key, letterIds }: FileView): readonly [string, object] {
  if (offer === 'redrive') return ['redrive', { ids: letterIds }]
  return offer === 'resume' ? ['resume', {}] : ['sweep', { prefix: key, dryRun: false }]
}

/** Does something and says what came of it. */
export async function act(app: App, refresh: () => Promise<unknown>, name: string, sent: object): Promise<void> {
  try {
    const { said = 'Done.' } = await app.api.act(name, sent)
    app.say(said, 'good')
  } catch (thrown) {
    app.say(wordsOf(thrown), 'bad')
  }
  await refresh()
  // What was pressed may be gone.
  if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true })
}
