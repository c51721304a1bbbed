/** Where a person is: the page, and what it shows. */
export interface Where {
  readonly page: string
  /** What stands behind the page's name, such as a key. */
  readonly rest: string
  readonly query: URLSearchParams
}

/** Reads the address, such as `#/files?q=shoot/` or `#/file/shoot%2Fa.jpg`. */
export function whereIs(hash: string): Where {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [page = '', ...rest] = path.split('/')
  return { page: page || 'live', rest: decode(rest.join('/')), query: new URLSearchParams(search) }
}

/** The address of a page. */
export function hrefOf(page: string, rest = '', query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  return `#/${page}${rest === '' ? '' : `/${encodeURIComponent(rest)}`}${search === '' ? '' : `?${search}`}`
}

/** The address of the page of a file. */
export function fileHref(key: string): string {
  return hrefOf('file', key)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
