import type { QueueStatus } from '../../queue/status.ts'
import type { StageView } from '../compose.ts'
import type { Api } from './api.ts'
import { fill, h, setText } from './dom.ts'
import { count } from './format.ts'
import type { App, Page, Shown } from './page.ts'
import { filePage } from './pages/file.ts'
import { filesPage } from './pages/files.ts'
import { guardPage } from './pages/guard.ts'
import { lettersPage } from './pages/letters.ts'
import { livePage } from './pages/live.ts'
import { rulesPage } from './pages/rules.ts'
import { sweepPage } from './pages/sweep.ts'
import { tryPage } from './pages/try.ts'
import { DeliverySwitch } from './parts/delivery-switch.ts'
import { TroubleBanner, troublesOf } from './parts/trouble.ts'
import { hrefOf, whereIs } from './router.ts'
import type { Stream } from './stream.ts'

const PAGES: Readonly<Record<string, Page>> = {
  live: livePage,
  files: filesPage,
  file: filePage,
  letters: lettersPage,
  guard: guardPage,
  sweep: sweepPage,
  rules: rulesPage,
  try: tryPage,
}
const SAID_MS = 8000

interface NavItem {
  readonly page: string
  readonly title: string
}

const NAV: readonly NavItem[] = [
  { page: 'live', title: 'Live' },
  { page: 'files', title: 'Files' },
  { page: 'letters', title: 'Dead letters' },
  { page: 'guard', title: 'Guard' },
  { page: 'sweep', title: 'Sweep' },
  { page: 'rules', title: 'Rules' },
]
/** Only the local stack has it. */
const TRY: NavItem = { page: 'try', title: 'Try it' }

/** What stays on the screen whatever the page: the head, the way to the pages, and what is wrong. */
export class Shell {
  readonly #root: Element
  readonly #app: Omit<App, 'where' | 'say'>
  readonly #main = h('main', { id: 'main', tabindex: -1 })
  readonly #said = h('div', { class: 'said', role: 'status' })
  readonly #connection = h('span', { class: 'connection', role: 'status' }, 'connects')
  readonly #links = new Map<string, { readonly link: HTMLElement; readonly number: HTMLElement }>()
  #shown: Shown | undefined

  constructor(root: Element, app: { readonly api: Api; readonly stream: Stream; readonly stage: StageView }) {
    this.#root = root
    this.#app = app
    app.stream.onConnection = (lost) => this.#showConnection(lost)
  }

  /** Draws all of it, and each page that is gone to. */
  show(): void {
    const { stream, stage } = this.#app
    const banner = new TroubleBanner()
    const delivery = new DeliverySwitch({ ...this.#app, where: whereIs(''), say: this.#say })
    const head = h(
      'header',
      {},
      h(
        'a',
        { class: 'logo', href: '#/' },
        h('img', { src: '/icon.svg', alt: '', width: 28, height: 28 }),
        h('span', {}, 'FTP API for Cloudinary'),
      ),
      h('span', { class: 'stage', title: `bucket ${stage.bucket}` }, stage.name),
      h('span', { class: 'account' }, accountText(stage)),
      this.#connection,
      delivery.element,
    )
    fill(this.#root, head, this.#nav(), banner.element, this.#main, this.#said)
    stream.on('live', (view) => {
      banner.show(view)
      delivery.show(view)
      this.#count(view)
    })
    stream.on('failed', ({ message }) => this.#showConnection(message))
    window.addEventListener('hashchange', () => this.#go())
    // Its own address would be taken for one of a page.
    document.querySelector('.skip')?.addEventListener('click', (event) => {
      event.preventDefault()
      this.#main.focus()
    })
    this.#go()
  }

  #nav(): HTMLElement {
    const items = [...NAV, ...(this.#app.stage.isLocal ? [TRY] : [])].map(({ page, title }) => {
      const number = h('span', { class: 'number' })
      const link = h('a', { href: hrefOf(page) }, title, number)
      this.#links.set(page, { link, number })
      return h('li', {}, link)
    })
    return h('nav', { 'aria-label': 'Pages' }, h('ul', {}, items))
  }

  #go(): void {
    const where = whereIs(location.hash)
    const page = PAGES[where.page]
    this.#shown?.leave?.()
    const app = { ...this.#app, where, say: this.#say }
    this.#shown = page ? page(app) : { title: 'No such page', content: [h('a', { href: '#/' }, 'To the live view')] }
    const { title, content } = this.#shown
    const isFirst = this.#main.childElementCount === 0
    fill(this.#main, h('h1', { class: where.page === 'file' ? 'long' : '' }, title), content)
    document.title = `${title} · ${this.#app.stage.name}`
    for (const [name, { link }] of this.#links) {
      const isHere = name === where.page || (name === 'files' && where.page === 'file')
      if (isHere) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    }
    if (isFirst) return
    window.scrollTo(0, 0)
    this.#main.focus({ preventScroll: true })
  }

  #count({ deadLetters, trouble }: QueueStatus): void {
    const show = (page: string, text: string) => {
      const number = this.#links.get(page)?.number
      if (number) setText(number, text)
    }
    show('letters', deadLetters > 0 ? count(deadLetters) : '')
    const guard = troublesOf(trouble).find(({ kind }) => kind === 'guard')
    show('guard', guard ? count(guard.count ?? 0) : '')
  }

  #showConnection(lost: string | undefined): void {
    setText(this.#connection, lost === undefined ? 'live' : 'not connected')
    this.#connection.classList.toggle('lost', lost !== undefined)
    this.#connection.title = lost ?? 'Numbers come as they change'
  }

  readonly #say = (text: string, mood: 'good' | 'bad' = 'good'): void => {
    const line = h('p', { class: mood }, text)
    this.#said.append(line)
    setTimeout(() => line.remove(), SAID_MS)
  }
}

function accountText({ account }: StageView): string {
  if (!account) return 'account unknown'
  return account.isStandIn ? `${account.cloudName}, the stand-in` : account.cloudName
}
