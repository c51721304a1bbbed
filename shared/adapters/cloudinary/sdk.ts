/** Loads the Cloudinary SDK, which chooses between http and https when it is loaded, by what CLOUDINARY_URL says then. */
export async function loadCloudinary(uploadPrefix: string | undefined): Promise<typeof import('cloudinary')> {
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
