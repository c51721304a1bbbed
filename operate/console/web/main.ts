import type { StageView } from '../compose.ts'
import { Api, isUnauthorized, takeToken, wordsOf } from './api.ts'
import { button, fill, h } from './dom.ts'
import { Shell } from './shell.ts'
import { Stream } from './stream.ts'

const root = document.getElementById('app') ?? document.body

/** So long the first numbers are waited for: longer, and people would see nothing for too long. */
const FIRST_MS = 500

/** Opens the console with the token that the address had, or that this browser has from before. */
async function start(): Promise<void> {
  const token = takeToken()
  if (token === undefined) return askForAddress()
  const api = new Api(token)
  try {
    const stage = await api.read<StageView>('stage')
    const stream = new Stream(api)
    const shell = new Shell(root, { api, stream, stage })
    const running = stream.run()
    // What is wrong with the stage stands above each page: coming later, it would push the page down.
    await Promise.race([running, stream.first('live'), new Promise((resolve) => setTimeout(resolve, FIRST_MS))])
    shell.show()
    await running
  } catch (thrown) {
    if (isUnauthorized(thrown)) askForAddress()
    else fail(thrown)
  }
}

/** Whoever has the address has the token; there is no other way in. */
function askForAddress(): void {
  fill(
    root,
    h(
      'main',
      { id: 'main', class: 'alone' },
      h('h1', {}, 'This console needs its address'),
      h(
        'p',
        {},
        'Open the address that it printed when it was started: ',
        h('code', {}, 'npm start'),
        ' and ',
        h('code', {}, 'sls console'),
        ' show it.',
      ),
      h(
        'p',
        {},
        'It ends in ',
        h('code', {}, '#token=…'),
        ', which is new at each start and keeps other programs of this machine out.',
      ),
    ),
  )
}

function fail(thrown: unknown): void {
  fill(
    root,
    h(
      'main',
      { id: 'main', class: 'alone' },
      h('h1', {}, 'The stage cannot be opened'),
      h('p', { role: 'alert' }, wordsOf(thrown)),
      button('Try again', start, { class: 'primary' }),
    ),
  )
}

window.addEventListener('hashchange', () => {
  // The address of a console that was started anew, in a tab that shows the former one.
  if (location.hash.startsWith('#token=')) location.reload()
})
void start()
