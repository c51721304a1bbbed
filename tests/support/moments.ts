import type { Assets } from '../../shared/ports/assets.ts'
import type { Queue } from '../../shared/ports/queue.ts'
import type { RowStore } from '../../shared/ports/rows.ts'
import type { Source } from '../../shared/ports/source.ts'

/** A call to one of the ports. */
export type Call =
  | `rows.${keyof RowStore}`
  | `source.${keyof Source}`
  | `assets.${keyof Assets}`
  | `queue.${keyof Queue}`

type Action = () => unknown

interface Moment {
  readonly call: Call
  readonly when: 'before' | 'after'
  readonly of: string | undefined
  readonly action: Action
}

/**
 * What a test makes happen at single calls to the ports, each once. What throws before a call takes effect refuses it; what
 * throws after that loses its answer.
 */
export class Moments {
  #planned: Moment[] = []

  /** Lets something happen just before the next such call takes effect. `of` is its key, public ID or sort key. */
  before(call: Call, action: Action, of?: string): void {
    this.#planned.push({ call, when: 'before', of, action })
  }

  /** Lets something happen when the next such call has taken effect, and before it is answered. */
  after(call: Call, action: Action, of?: string): void {
    this.#planned.push({ call, when: 'after', of, action })
  }

  /** Makes the call take effect, with all that is to happen around it. */
  async around<Answer>(call: Call, of: string, land: () => Answer): Promise<Answer> {
    await this.#pass({ call, when: 'before', of })
    const answer = land()
    await this.#pass({ call, when: 'after', of })
    return answer
  }

  async #pass({ call, when, of }: Omit<Moment, 'action'>): Promise<void> {
    const next = this.#planned.find(
      (moment) => moment.call === call && moment.when === when && (moment.of === undefined || moment.of === of),
    )
    if (!next) return
    this.#planned = this.#planned.filter((moment) => moment !== next)
    await next.action()
  }
}

/** An action that throws. */
export function throws(error: Error): Action {
  return () => {
    throw error
  }
}
