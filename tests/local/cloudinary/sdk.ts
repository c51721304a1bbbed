import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

// The SDK chooses between http and https when it is loaded. This copy of its own chose http, and leaves the copy that
// other tests may have loaded as it was.
function loadOverHttp(): typeof import('cloudinary') {
  const ofSdk = () => Object.entries(require.cache).filter(([path]) => /node_modules[\\/]cloudinary[\\/]/.test(path))
  const others = ofSdk()
  const before = process.env.CLOUDINARY_URL
  for (const [path] of others) delete require.cache[path]
  process.env.CLOUDINARY_URL = 'cloudinary://none:none@none?upload_prefix=http%3A%2F%2F127.0.0.1'
  try {
    return require('cloudinary')
  } finally {
    for (const [path] of ofSdk()) delete require.cache[path]
    for (const [path, module] of others) require.cache[path] = module
    if (before === undefined) delete process.env.CLOUDINARY_URL
    else process.env.CLOUDINARY_URL = before
  }
}

/** The official SDK, speaking http; where to and as whom must be said with every call. */
export const { v2: sdk } = loadOverHttp()
