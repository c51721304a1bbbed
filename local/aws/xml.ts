/** One element of an XML document: its own text and its child elements. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Makes a string safe inside XML text, control characters included: parsers would turn a bare CR into LF. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what must be escaped
    .replace(/[\u0000-\u001f\u0085\u2028]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`)

/** Writes one element; undefined writes nothing. */
export const element = (name: string, text: string | number | boolean | undefined): string =>
  text === undefined ? '' : `<${name}>${escapeXml(String(text))}</${name}>`

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal) return String.fromCodePoint(Number.parseInt(decimal, 10))
    return entities[name ?? ''] ?? whole
  })

interface OpenElement {
  readonly name: string
  text: string
  readonly children: XmlElement[]
}

const token = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(\/?)([^\s/>]+)(?:\s[^>]*?)?(\/?)>|([^<]+)/gy

/** Reads a document of elements and text, as S3 requests are; undefined when it is not well-formed. */
export function parseXml(document: string): XmlElement | undefined {
  const root: OpenElement = { name: '', text: '', children: [] }
  const open = [root]
  let end = 0
  for (const [whole, slash, tag = '', selfClosing, text] of document.matchAll(token)) {
    end += whole.length
    const current = open.at(-1)
    if (!current) return undefined
    const name = tag.slice(tag.indexOf(':') + 1)
    if (text !== undefined) current.text += unescapeXml(text)
    else if (slash) {
      if (current.name !== name) return undefined
      open.pop()
    } else if (name) {
      const child = { name, text: '', children: [] }
      current.children.push(child)
      if (!selfClosing) open.push(child)
    }
  }
  return end === document.length && open.length === 1 && root.children.length === 1 ? root.children[0] : undefined
}

/** All children of that name. */
export const childrenOf = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.filter((child) => child.name === name)

/** The text of the first child of that name. */
export const textOf = (parent: XmlElement, name: string): string | undefined =>
  parent.children.find((child) => child.name === name)?.text
