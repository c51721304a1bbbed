import type { StageView } from '../compose.ts'
import type { Api } from './api.ts'
import type { Where } from './router.ts'
import type { Stream } from './stream.ts'

/** What a page works with. */
export interface App {
  readonly api: Api
  readonly stream: Stream
  readonly stage: StageView
  readonly where: Where
  /** Says something that was done, or went wrong, for a while. */
  say(text: string, mood?: 'good' | 'bad'): void
}

/** Reads again what is shown. */
export type Refresh = () => Promise<void>

/** A page that is shown. */
export interface Shown {
  readonly title: string
  readonly content: readonly (Node | string)[]
  /** Called when the page is left. */
  readonly leave?: () => void
}

/** Makes a page. */
export type Page = (app: App) => Shown
