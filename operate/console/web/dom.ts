/** What an element may contain. Texts are texts: nothing that comes from a key becomes markup. */
export type Child = Node | string | number | undefined | null | false | readonly Child[]

/** Attributes; a boolean is there or not. `on` has listeners. */
export interface Attributes {
  readonly on?: Readonly<Record<string, (event: Event) => void>>
  readonly [name: string]: string | number | boolean | undefined | Attributes['on']
}

/** Makes an element. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { on = {}, ...attributes }: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'boolean') element.toggleAttribute(name, value)
    else if (typeof value === 'string' || typeof value === 'number') element.setAttribute(name, String(value))
  }
  for (const [type, listener] of Object.entries(on)) element.addEventListener(type, listener)
  element.append(...nodesOf(children))
  return element
}

/** Replaces what is in an element. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...nodesOf(children))
}

/** Writes a text only where it is another: screen readers read what changes. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** A button that does something; it cannot be pressed again until that is done. */
export function button(label: string, act: () => unknown, attributes: Attributes = {}): HTMLButtonElement {
  const made = h('button', { type: 'button', ...attributes }, label)
  made.addEventListener('click', () => {
    const doing = act()
    if (!(doing instanceof Promise)) return
    made.disabled = true
    made.setAttribute('aria-busy', 'true')
    doing.finally(() => {
      made.disabled = false
      made.removeAttribute('aria-busy')
    })
  })
  return made
}

function nodesOf(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) => {
    if (child === undefined || child === null || child === false) return []
    if (typeof child === 'number') return [String(child)]
    if (typeof child === 'string' || child instanceof Node) return [child]
    return nodesOf(child)
  })
}
