type Cloudinary = typeof import('cloudinary')
type Uploader = Cloudinary['v2']['uploader']

let loading: Promise<Cloudinary> | undefined
let loadingUploader: Promise<Uploader> | undefined

/**
 * Loads the Cloudinary SDK, once. It chooses between http and https when it is loaded, by what CLOUDINARY_URL says then: an
 * account elsewhere than at Cloudinary has an upload prefix.
 */
export function loadCloudinary(uploadPrefix: string | undefined): Promise<Cloudinary> {
  loading ??= load(uploadPrefix, () => import('cloudinary'))
  return loading
}

/** Loads of the SDK what uploads, and chooses as `loadCloudinary` does. It is half of the whole. */
export function loadUploader(uploadPrefix: string | undefined): Promise<Uploader> {
  loadingUploader ??= load(uploadPrefix, async () => (await import('cloudinary/lib/v2/uploader.js')).default)
  return loadingUploader
}

async function load<Part>(uploadPrefix: string | undefined, importPart: () => Promise<Part>): Promise<Part> {
  const before = process.env.CLOUDINARY_URL
  const prefix = uploadPrefix === undefined ? '' : `?upload_prefix=${encodeURIComponent(uploadPrefix)}`
  // Whose account it is, every call says for itself.
  process.env.CLOUDINARY_URL = `cloudinary://none:none@none${prefix}`
  try {
    return await importPart()
  } finally {
    if (before === undefined) delete process.env.CLOUDINARY_URL
    else process.env.CLOUDINARY_URL = before
  }
}
