import { wordsOf } from '../api.ts'
import { button, fill, h } from '../dom.ts'
import { keyText } from '../format.ts'
import type { App, Refresh, Shown } from '../page.ts'
import { act } from '../parts/actions.ts'
import { badge } from '../parts/badge.ts'
import { load } from '../parts/loading.ts'
import { fileHref } from '../router.ts'

interface Faults {
  readonly faults: readonly { readonly name: string; readonly title: string; readonly effect: string }[]
  readonly active: string | null
}

/** What only the local stack has: files that are dropped, its FTP address, and troubles of the stand-in. */
export function tryPage(app: App): Shown {
  const { stage } = app
  return {
    title: 'Try it',
    content: [
      h('div', { class: 'two' }, dropPanel(app), ftpPanel(app)),
      ...(stage.hasFaults ? [faultsPanel(app)] : []),
    ],
  }
}

function dropPanel(app: App): HTMLElement {
  const folder = h('input', { id: 'folder', type: 'text', value: 'try/', spellcheck: 'false' })
  const input = h('input', { id: 'upload', type: 'file', multiple: true })
  const sent = h('ul', { class: 'sent', 'aria-live': 'polite' })
  const area = h(
    'label',
    { class: 'drop', for: 'upload' },
    h('strong', {}, 'Drop files here'),
    ' or choose some',
    input,
  )
  const send = async (files: Iterable<File>) => {
    for (const file of files) await sendFile(app, `${folder.value}${file.name}`, file, sent)
  }
  input.addEventListener('change', () => void send(input.files ?? []))
  area.addEventListener('dragover', (event) => {
    event.preventDefault()
    area.classList.add('over')
  })
  area.addEventListener('dragleave', () => area.classList.remove('over'))
  area.addEventListener('drop', (event) => {
    event.preventDefault()
    area.classList.remove('over')
    void send(event.dataTransfer?.files ?? [])
  })
  const title = h('h2', {}, 'Send files')
  return h('section', { class: 'panel' }, title, h('label', { for: 'folder' }, 'Into the folder'), folder, area, sent)
}

async function sendFile({ api }: App, key: string, file: File, list: HTMLElement): Promise<void> {
  const state = h('span', {}, badge('sending', 'waiting'))
  list.prepend(h('li', {}, state, ' ', h('a', { href: fileHref(key) }, keyText(key))))
  try {
    await api.upload(key, file)
    fill(state, badge('in the bucket', 'good'))
  } catch (thrown) {
    fill(state, badge('failed', 'bad'), ` ${wordsOf(thrown)}`)
  }
}

function ftpPanel({ stage: { ftp }, say }: App): HTMLElement | undefined {
  if (!ftp) return undefined
  const { host, port, user, password } = ftp
  const login = password === undefined ? encodeURIComponent(user) : `${encodeURIComponent(user)}:${password}`
  const address = `ftp://${login}@${host}:${port}/`
  const curl = `curl --ftp-create-dirs -T photo.jpg ${address}shoot/`
  const copy = (text: string) =>
    button('Copy', async () => {
      await navigator.clipboard.writeText(text).then(
        () => say('Copied.'),
        () => say('The browser did not let it be copied: select the text.', 'bad'),
      )
    })
  const line = (name: string, text: string) =>
    h('div', { class: 'copy' }, h('span', { class: 'name' }, name), h('code', {}, text), copy(text))
  return h(
    'section',
    { class: 'panel' },
    h('h2', {}, 'Send by FTP'),
    line('Address', address),
    line('User', user),
    password === undefined ? h('p', {}, 'Password: the one in FTP_PASSWORD') : line('Password', password),
    line('With curl', curl),
    h('p', { class: 'none' }, 'Any FTP client does, with TLS or without.'),
  )
}

function faultsPanel(app: App): HTMLElement {
  const place = h('div', {})
  const refresh = () =>
    load(
      place,
      () => app.api.read<Faults>('faults'),
      ({ faults, active }) => faultSwitches(faults, active, app, refresh),
    )
  void refresh()
  return h(
    'section',
    { class: 'panel' },
    h('h2', {}, 'Make trouble'),
    h(
      'p',
      { class: 'lead' },
      'The stand-in for Cloudinary can fail in several ways. Switch one on, send a file, and watch what becomes of it.',
    ),
    place,
  )
}

function faultSwitches(faults: Faults['faults'], active: string | null, app: App, refresh: Refresh): HTMLElement {
  const all = [{ name: '', title: 'No trouble', effect: 'The stand-in does what it is asked.' }, ...faults]
  const choices = all.map(({ name, title, effect }) => {
    const box = h('input', { type: 'radio', name: 'fault', id: `fault-${name}`, checked: name === (active ?? '') })
    box.addEventListener('change', () => void act(app, 'fault', { name: name || null }, refresh))
    return h('p', { class: 'choice' }, box, h('label', { for: `fault-${name}` }, h('strong', {}, title), ` ${effect}`))
  })
  return h('fieldset', {}, h('legend', { class: 'unseen' }, 'Trouble of the stand-in'), choices)
}
