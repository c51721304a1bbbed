type Cloudinary = typeof import('cloudinary')

let loading: Promise<Cloudinary> | undefined

/**
 * Loads the Cloudinary SDK, once. It chooses between http and https when it is loaded, by what CLOUDINARY_URL says then: an
 * account elsewhere than at Cloudinary has an upload prefix.
 */
export function loadCloudinary(uploadPrefix: string | undefined): Promise<Cloudinary> {
  loading ??= load(uploadPrefix)
  return loading
}

async function load(uploadPrefix: string | undefined): Promise<Cloudinary> {
  const before = process.env.CLOUDINARY_URL
  const prefix = uploadPrefix === undefined ? '' : `?upload_prefix=${encodeURIComponent(uploadPrefix)}`
  // Whose account it is, every call says for itself.
  process.env.CLOUDINARY_URL = `cloudinary://none:none@none${prefix}`
  try {
    return await import('cloudinary')
  } finally {
    if (before === undefined) delete process.env.CLOUDINARY_URL
    else process.env.CLOUDINARY_URL = before
  }
}
