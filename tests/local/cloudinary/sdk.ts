// The SDK chooses between http and https when it is loaded, by this variable: all tests of one process speak http.
const before = process.env.CLOUDINARY_URL
process.env.CLOUDINARY_URL = 'cloudinary://none:none@none?upload_prefix=http%3A%2F%2F127.0.0.1'
const { v2 } = await import('cloudinary')
if (before === undefined) delete process.env.CLOUDINARY_URL
else process.env.CLOUDINARY_URL = before

/** The official SDK, speaking http; where to and as whom must be said with every call. */
export const sdk = v2
