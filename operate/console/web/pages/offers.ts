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
  rules: 'Try the name by the rules',
  folder: 'Look at its folder',
}

/** Where it is done, if not here by a request. */
function placeOf(offer: Offer, key: string): string | undefined {
  if (offer === 'release') return hrefOf('guard')
  if (offer === 'rules') return hrefOf('rules', key)
  return offer === 'folder' ? hrefOf('files', '', { q: folderOf(key) }) : undefined
}

/** What a key begins with, up to its last slash. */
export function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1)
}

/** The button for what can be done about a file. */
export function offerButton(offer: Offer, file: FileView, app: App, refresh: () => Promise<void>): HTMLButtonElement {
  const label = LABELS[offer]
  const place = placeOf(offer, file.key)
  if (place !== undefined) {
    return button(label, () => {
      location.hash = place
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

function requestFor(offer: Offer, { key, letterIds }: FileView): readonly [string, object] {
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
