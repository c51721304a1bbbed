import { wordsOf } from '../api.ts'
import { button, type Child, fill, h } from '../dom.ts'

/** Fills an element with what is read, and says so where that takes long or does not work. Resolves when it is there. */
export async function load<Value>(
  into: Element,
  read: () => Promise<Value>,
  show: (value: Value) => Child,
): Promise<void> {
  into.setAttribute('aria-busy', 'true')
  try {
    fill(into, show(await read()))
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return
    const again = button('Try again', () => load(into, read, show))
    fill(into, h('div', { class: 'notice bad', role: 'alert' }, h('p', {}, wordsOf(thrown)), again))
  } finally {
    into.removeAttribute('aria-busy')
  }
}

/** What is shown where there is nothing. */
export function empty(title: string, ...more: readonly Child[]): HTMLElement {
  return h('div', { class: 'empty' }, h('p', {}, h('strong', {}, title)), more)
}
