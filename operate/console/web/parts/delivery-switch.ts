import type { QueueStatus } from '../../../queue/status.ts'
import { button, h } from '../dom.ts'
import type { App } from '../page.ts'
import { act } from './actions.ts'
import { ask } from './dialog.ts'
import { troublesOf } from './trouble.ts'

/** The buttons that pause mirroring and resume it; none where the console only shows. */
export class DeliverySwitch {
  readonly element = h('span', { class: 'switch' })
  readonly #app: App
  #isPaused: boolean | undefined

  constructor(app: App) {
    this.#app = app
    if (!app.stage.allowsActions) this.element.append(h('span', { class: 'badge plain' }, 'read-only'))
  }

  show({ trouble }: QueueStatus): void {
    const isPaused = troublesOf(trouble).some(({ kind }) => kind === 'paused')
    if (!this.#app.stage.allowsActions || isPaused === this.#isPaused) return
    this.#isPaused = isPaused
    this.element.replaceChildren(
      isPaused
        ? button('Resume', () => act(this.#app, 'resume', {}), { class: 'primary' })
        : button('Pause …', () => this.#pause()),
    )
  }

  async #pause(): Promise<void> {
    const reason = await ask({
      title: 'Pause mirroring?',
      text: [
        h(
          'p',
          {},
          'Nothing is sent to Cloudinary until someone resumes it. Changes wait in the queue, for up to 7 days.',
        ),
      ],
      act: 'Pause',
      asks: 'Why? Everyone who looks at the stage reads it',
    })
    if (reason !== undefined) await act(this.#app, 'pause', { reason })
  }
}
