import type { AssetLinks } from '../../delivery.ts'
import { h } from '../dom.ts'

/** A small picture that Cloudinary has made, or in its place the ending of the name. */
export function thumbnail(key: string, links: AssetLinks | undefined): HTMLElement {
  const [, ending = ''] = /\.([^./]{1,5})$/.exec(key) ?? []
  const place = h('span', { class: 'thumbnail', 'aria-hidden': 'true' }, ending || '–')
  if (links?.thumbnail === undefined) return place
  const image = h('img', { class: 'thumbnail', src: links.thumbnail, alt: '', width: 48, height: 48, loading: 'lazy' })
  // Not every format can be shown small, and not at once.
  image.addEventListener('error', () => image.replaceWith(place))
  return image
}
