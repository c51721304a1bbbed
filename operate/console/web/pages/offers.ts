import type { FileView } from '../../file.ts'
import type { Offer } from '../../why.ts'
import { button } from '../dom.ts'
import type { App, Refresh } from '../page.ts'
import { act, actionButton } from '../parts/actions.ts'
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
export function offerButton(offer: Offer, file: FileView, app: App, refresh: Refresh): HTMLButtonElement {
  const label = LABELS[offer]
  const place = placeOf(offer, file.key)
  if (place !== undefined) {
    return button(label, () => {
      location.hash = place
    })
  }
  return actionButton(app, label, () => act(app, ...requestFor(offer, file), refresh), { class: 'primary' })
}

function requestFor(offer: Offer, { key, letterIds }: FileView): readonly [string, object] {
  if (offer === 'redrive') return ['redrive', { ids: letterIds }]
  return offer === 'resume' ? ['resume', {}] : ['sweep', { prefix: key, dryRun: false }]
}
