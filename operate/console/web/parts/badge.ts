import type { KeyState } from '../../../status/key-states.ts'
import { h } from '../dom.ts'

type Mood = 'good' | 'waiting' | 'bad' | 'plain'

const STATES: Readonly<Record<KeyState['state'], readonly [Mood, string]>> = {
  equal: ['good', 'mirrored'],
  differs: ['waiting', 'on its way'],
  refused: ['bad', 'refused'],
  withheld: ['bad', 'withheld'],
  'in doubt': ['waiting', 'in doubt'],
  'under way': ['waiting', 'under way'],
  ignored: ['plain', 'left out'],
  kept: ['plain', 'kept'],
  absent: ['plain', 'gone'],
}

/** The states that can be searched for, with the words for them. */
export const stateWords = Object.entries(STATES).map(([state, [, words]]) => [state, words] as const)

/** A state in a word; its colour only says it once more. */
export function stateBadge(state: KeyState['state']): HTMLElement {
  const [mood, words] = STATES[state]
  return badge(words, mood)
}

/** A word in a colour. */
export function badge(words: string, mood: Mood): HTMLElement {
  return h('span', { class: `badge ${mood}` }, words)
}
