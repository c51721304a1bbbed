import type { AssetAddress } from '../model/address.ts'

// Source: Cloudinary documentation, "Image transformations: supported formats" and "Video transformations: supported
// formats". Cloudinary treats audio as video, and PDF and PostScript as images.
const IMAGE =
  'ai apng arw avif bmp bw cr2 cr3 djvu dng dxf eps eps3 ept fbx flif gif glb gltf hdp heic heif ico indd jp2 jpe ' +
  'jpeg jpg jxl jxr nef obj pdf ply png ps psd stl svg tga tif tiff u3ma usdz wdp webp'
const VIDEO =
  '3g2 3gp aac aif aifc aiff amr avi flac flv m2ts m3u8 m4a m4v mkv mov mp3 mp4 mpd mpeg mpg mts mxf oga ogg ogv opus ' +
  'ts wav webm wma wmv'

// A camera writes these beside a JPEG of the same stem.
const CAMERA_RAW = ['arw', 'cr2', 'cr3', 'dng', 'nef']

const resourceTypes = new Map<string, AssetAddress['resourceType']>([
  ...IMAGE.split(' ').map((extension) => [extension, 'image'] as const),
  ...VIDEO.split(' ').map((extension) => [extension, 'video'] as const),
])

/** The extension of a key's last segment, as written and without its dot; empty for `name`, `name.` and `.name`. */
export function extensionOf(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1) : ''
}

/** True for the name of a camera's raw file. */
export function isCameraRaw(key: string): boolean {
  return CAMERA_RAW.includes(extensionOf(key).toLowerCase())
}

/** The resource type under which Cloudinary keeps a file of this name; `raw` for what it does not know. */
export function resourceTypeOf(key: string): AssetAddress['resourceType'] {
  return resourceTypes.get(extensionOf(key).toLowerCase()) ?? 'raw'
}
