const imageContentTypes: Readonly<Record<string, string>> = {
  ai: 'application/postscript',
  arw: 'image/x-sony-arw',
  avif: 'image/avif',
  bmp: 'image/bmp',
  cr2: 'image/x-canon-cr2',
  cr3: 'image/x-canon-cr3',
  djvu: 'image/vnd.djvu',
  dng: 'image/x-adobe-dng',
  eps: 'application/postscript',
  gif: 'image/gif',
  glb: 'model/gltf-binary',
  heic: 'image/heic',
  heif: 'image/heif',
  ico: 'image/x-icon',
  indd: 'application/x-indesign',
  jp2: 'image/jp2',
  jpg: 'image/jpeg',
  jxl: 'image/jxl',
  jxr: 'image/jxr',
  nef: 'image/x-nikon-nef',
  pdf: 'application/pdf',
  png: 'image/png',
  ps: 'application/postscript',
  psd: 'image/vnd.adobe.photoshop',
  svg: 'image/svg+xml',
  tga: 'image/x-tga',
  tif: 'image/tiff',
  usdz: 'model/vnd.usdz+zip',
  webp: 'image/webp',
}

const videoContentTypes: Readonly<Record<string, string>> = {
  '3gp': 'video/3gpp',
  aac: 'audio/aac',
  aiff: 'audio/aiff',
  amr: 'audio/amr',
  avi: 'video/x-msvideo',
  flac: 'audio/flac',
  flv: 'video/x-flv',
  m2ts: 'video/mp2t',
  m4a: 'audio/mp4',
  m4v: 'video/x-m4v',
  mkv: 'video/x-matroska',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  mpg: 'video/mpeg',
  mts: 'video/mp2t',
  mxf: 'application/mxf',
  ogg: 'audio/ogg',
  ogv: 'video/ogg',
  opus: 'audio/opus',
  ts: 'video/mp2t',
  wav: 'audio/wav',
  webm: 'video/webm',
  wmv: 'video/x-ms-wmv',
}

const rawContentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/xml',
  zip: 'application/zip',
}

const aliases: Readonly<Record<string, string>> = {
  aif: 'aiff',
  djv: 'djvu',
  jpe: 'jpg',
  jpeg: 'jpg',
  mpeg: 'mpg',
  targa: 'tga',
  tiff: 'tif',
}

/** Formats that image readers measure; a file that claims one of them must be one of them. */
export const measurableFormats: ReadonlySet<string> = new Set([
  'avif',
  'bmp',
  'gif',
  'heic',
  'heif',
  'ico',
  'jp2',
  'jpg',
  'jxl',
  'png',
  'psd',
  'svg',
  'tif',
  'webp',
])

/** Gives the last extension of a name in lower case, without the dot; empty when there is none. */
export function extensionOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1)
  const dot = base.lastIndexOf('.')
  const [stem, extension] = [base.slice(0, Math.max(0, dot)), base.slice(dot + 1)]
  // What begins with its only dots is a hidden file, and has none.
  return /[^.]/.test(stem) && /^\S{1,10}$/.test(extension) ? extension.toLowerCase() : ''
}

/** Gives a name without its last extension. */
export function stemOf(name: string): string {
  return name.slice(0, extensionOf(name) === '' ? undefined : name.lastIndexOf('.'))
}

/** Gives the one name by which Cloudinary calls a format that has several extensions. */
export function formatOfExtension(extension: string): string {
  return aliases[extension] ?? extension
}

/** Tells whether Cloudinary takes a format for an image. */
export function isImageFormat(format: string): boolean {
  return Object.hasOwn(imageContentTypes, format)
}

/** Tells whether Cloudinary takes a format for a video, which sound is, too. */
export function isVideoFormat(format: string): boolean {
  return Object.hasOwn(videoContentTypes, format)
}

/** Gives the content type under which bytes of a format are delivered. */
export function contentTypeOf(format: string): string {
  return imageContentTypes[format] ?? videoContentTypes[format] ?? rawContentTypes[format] ?? 'application/octet-stream'
}
