import { SaxesParser } from 'saxes'

/** One element of an XML document: its own text and its child elements. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

/** Makes a string safe inside XML text, control characters included: parsers would turn a bare CR into LF. */
export function escapeXml(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what must be escaped
      .replace(/[\u0000-\u001f\u0085\u2028]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`)
  )
}

/** Writes one element; undefined writes nothing. */
export function element(name: string, text: string | number | boolean | undefined): string {
  return text === undefined ? '' : `<${name}>${escapeXml(String(text))}</${name}>`
}

interface OpenElement extends XmlElement {
  text: string
  readonly children: OpenElement[]
}

/** Reads a document; undefined when it is not well-formed. Entities that a document declares are not expanded. */
export function parseXml(document: string): XmlElement | undefined {
  const top: OpenElement = { name: '', text: '', children: [] }
  const open = [top]
  let isWellFormed = true
  const addText = (text: string) => {
    const current = open.at(-1)
    if (current) current.text += text
  }
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', () => {
    isWellFormed = false
  })
  parser.on('opentag', ({ local }) => {
    const child = { name: local, text: '', children: [] }
    open.at(-1)?.children.push(child)
    open.push(child)
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => open.pop())
  parser.write(document).close()
  return isWellFormed ? top.children[0] : undefined
}

/** All children of that name. */
export function childrenOf(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child) => child.name === name)
}

/** The text of the first child of that name. */
export function textOf(parent: XmlElement, name: string): string | undefined {
  return parent.children.find((child) => child.name === name)?.text
}
