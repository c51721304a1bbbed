// At each offset, one of the texts must stand; a character stands for one byte.
type Part = readonly [offset: number, ...texts: readonly string[]]

const magics: readonly (readonly [format: string, ...parts: readonly Part[]])[] = [
  ['jpg', [0, '\xff\xd8\xff']],
  ['png', [0, '\x89PNG\r\n\x1a\n']],
  ['gif', [0, 'GIF87a', 'GIF89a']],
  ['webp', [0, 'RIFF'], [8, 'WEBP']],
  ['tif', [0, 'II*\0', 'II+\0', 'MM\0*', 'MM\0+']],
  ['psd', [0, '8BPS']],
  ['bmp', [0, 'BM'], [6, '\0\0\0\0']],
  ['pdf', [0, '%PDF-']],
  ['ps', [0, '%!PS']],
  ['eps', [0, '\xc5\xd0\xd3\xc6']],
  ['avif', [4, 'ftypavif', 'ftypavis']],
  ['heic', [4, 'ftypheic', 'ftypheix', 'ftypheim', 'ftypheis']],
  ['heif', [4, 'ftypmif1', 'ftypmsf1']],
  ['jp2', [4, 'jP  \r\n']],
  ['ico', [0, '\0\0\x01\0']],
  ['jxl', [0, '\xff\x0a', '\0\0\0\x0cJXL ']],
  ['mov', [4, 'ftypqt', 'moov', 'mdat', 'wide']],
  ['m4a', [4, 'ftypM4A']],
  ['3gp', [4, 'ftyp3g']],
  ['mp4', [4, 'ftyp']],
  ['mkv', [0, '\x1a\x45\xdf\xa3']],
  ['avi', [0, 'RIFF'], [8, 'AVI ']],
  ['wav', [0, 'RIFF'], [8, 'WAVE']],
  ['ogg', [0, 'OggS']],
  ['flac', [0, 'fLaC']],
  ['mp3', [0, 'ID3', '\xff\xfb', '\xff\xfa', '\xff\xf3', '\xff\xf2']],
  ['flv', [0, 'FLV\x01']],
  ['wmv', [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11']],
  ['mpg', [0, '\0\0\x01\xba', '\0\0\x01\xb3']],
]

// Long declarations may come before the root element; but a page that shows an SVG is no SVG.
const looksLikeSvg = (text: string): boolean => /<svg[\s>]/.test(text) && !/<html[\s>]/i.test(text)

/** Tells the format from a file's first bytes, or nothing when none of the known ones begins so. */
export function formatOfBytes(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.subarray(0, 4096)).toString('latin1')
  const standsIn = ([offset, ...texts]: Part) => texts.some((part) => text.startsWith(part, offset))
  const format = magics.find(([, ...parts]) => parts.every(standsIn))?.[0]
  if (format === 'mkv' && text.slice(0, 64).includes('webm')) return 'webm'
  return format ?? (looksLikeSvg(text) ? 'svg' : undefined)
}
